import type { EmergencyAdvice, Guide, Helpline, HelplineChannel } from '#domain';
import type * as Api from '../../generated/management.js';

/** Of two texts for one locale the later one stands. */
function textsOf(texts: readonly Api.LocaleTextInput[]): Record<string, string> {
  return Object.fromEntries(texts.map(({ locale, text }) => [locale, text]));
}

export function readHelpline(input: Api.HelplineInput): Helpline {
  const { slug, regions, languages, topics, evidence } = input;
  return {
    slug,
    regions,
    languages,
    topics,
    operator: input.operator ?? null,
    names: textsOf(input.names),
    descriptions: textsOf(input.descriptions),
    channels: input.channels.map(readChannel),
    evidence: { ...evidence },
    validFrom: input.validFrom ?? null,
    validTo: input.validTo ?? null,
  };
}

export function readAdvice({ region, texts, verifiedOn }: Api.EmergencyAdviceInput): EmergencyAdvice {
  return { region, texts: textsOf(texts), verifiedOn };
}

export function readGuide({ slug, audience, defaultLocale, partners, localizations }: Api.GuideInput): Guide {
  const texts = localizations.map(({ locale, ...text }) => [
    locale,
    { ...text, sections: text.sections.map((section) => ({ ...section })) },
  ]);
  return {
    slug,
    audience,
    defaultLocale,
    partners,
    localizations: Object.fromEntries(texts) as Guide['localizations'],
  };
}

function readChannel({
  kind,
  dialType,
  value,
  display,
  keywords,
  alwaysOpen,
  zone,
  weekly,
}: Api.HelplineChannelInput): HelplineChannel {
  const hours = alwaysOpen
    ? ({ always: true } as const)
    : { always: false as const, zone: zone ?? '', weekly: weekly.map((span) => ({ ...span })) };
  return { kind, dialType, value, display, keywords: textsOf(keywords), hours };
}
