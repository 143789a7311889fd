import type { EmergencyAdvice, Helpline, HelplineChannel } from '#domain';
import type * as Api from '../../generated/management.js';

export function helplineObject(helpline: Helpline): Omit<Api.HelplineRecord, 'versions'> {
  const { slug, operator, validFrom, validTo, evidence, status = 'VERIFIED' } = helpline;
  const { coverage, ageMin, ageMax, anonymous, confidential, human, emergencyDispatch, pairGroup, supersededBy } =
    helpline;
  return {
    status,
    coverage,
    ageMin,
    ageMax,
    anonymous,
    confidential,
    human,
    emergencyDispatch,
    pairGroup,
    supersededBy,
    subdivisions: [...(helpline.subdivisions ?? [])],
    audiences: [...(helpline.audiences ?? [])],
    confidentialLimits: localeTexts(helpline.confidentialLimits ?? {}),
    slug,
    operator,
    validFrom,
    validTo,
    evidence: { ...evidence },
    names: localeTexts(helpline.names),
    descriptions: localeTexts(helpline.descriptions),
    regions: [...helpline.regions],
    languages: [...helpline.languages],
    topics: [...helpline.topics],
    channels: helpline.channels.map(channelObject),
  };
}

export function adviceObject({ region, texts, verifiedOn }: EmergencyAdvice): Api.EmergencyAdvice {
  return { region, texts: localeTexts(texts), verifiedOn };
}

export function channelObject({
  kind,
  dialType,
  value,
  display,
  keywords,
  hours,
  ...facts
}: HelplineChannel): Api.HelplineChannelRecord {
  const weekly = hours.always ? [] : hours.weekly.map((span) => ({ ...span }));
  return {
    kind,
    dialType,
    value,
    display,
    keywords: localeTexts(keywords),
    alwaysOpen: hours.always,
    zone: hours.always ? null : hours.zone,
    weekly,
    exceptions: (hours.always ? [] : (hours.exceptions ?? [])).map(({ date, spans }) => ({
      date,
      spans: spans.map((span) => ({ ...span })),
    })),
    country: facts.country,
    dialableFromAbroad: facts.dialableFromAbroad,
    cost: facts.cost,
    showsOnBill: facts.showsOnBill,
    languages: [...(facts.languages ?? [])],
    roamingNotes: localeTexts(facts.roamingNotes ?? {}),
    waitNotes: localeTexts(facts.waitNotes ?? {}),
  };
}

export function localeTexts(texts: Readonly<Record<string, string>>): Api.LocaleText[] {
  return Object.entries(texts).map(([locale, text]) => ({ locale, text }));
}
