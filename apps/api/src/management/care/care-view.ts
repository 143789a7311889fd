import type { EmergencyAdvice, Guide, Helpline, HelplineChannel } from '#domain';
import type * as Api from '../../generated/management.js';

export function helplineObject(helpline: Helpline): Api.HelplineRecord {
  const { slug, operator, validFrom, validTo, evidence } = helpline;
  return {
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

export function guideObject(guide: Guide): Api.GuideRecord {
  const { slug, audience, defaultLocale } = guide;
  const localizations = Object.entries(guide.localizations).map(([locale, text]) => ({
    locale,
    ...text,
    sections: text.sections.map((section) => ({ ...section })),
  }));
  return { slug, audience, defaultLocale, partners: [...guide.partners], localizations };
}

function channelObject({
  kind,
  dialType,
  value,
  display,
  keywords,
  hours,
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
  };
}

function localeTexts(texts: Readonly<Record<string, string>>): Api.LocaleText[] {
  return Object.entries(texts).map(([locale, text]) => ({ locale, text }));
}
