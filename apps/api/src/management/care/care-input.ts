import type { EmergencyAdvice, Helpline, HelplineChannel } from '#domain';
import type * as Api from '../../generated/management.js';

/** Of two texts for one locale the later one stands. */
export function textsOf(texts: readonly Api.LocaleTextInput[]): Record<string, string> {
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
    evidence: toldOnly({ ...evidence }),
    validFrom: input.validFrom ?? null,
    validTo: input.validTo ?? null,
    status: input.status,
    emergencyDispatch: input.emergencyDispatch ?? 'UNKNOWN',
    ...toldOnly({
      subdivisions: some(input.subdivisions),
      coverage: input.coverage,
      audiences: some(input.audiences),
      ageMin: input.ageMin,
      ageMax: input.ageMax,
      anonymous: input.anonymous,
      confidential: input.confidential,
      confidentialLimits: someTexts(input.confidentialLimits),
      human: input.human,
      pairGroup: input.pairGroup,
      supersededBy: input.supersededBy,
    }),
  };
}

export function readAdvice({ region, texts, verifiedOn }: Api.EmergencyAdviceInput): EmergencyAdvice {
  return { region, texts: textsOf(texts), verifiedOn };
}

/** A record without the fields that were not told: nothing is guessed in their place. */
function toldOnly<Fields extends object>(fields: Fields): Told<Fields> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== null),
  ) as Told<Fields>;
}
type Told<Fields> = { [Field in keyof Fields]: NonNullable<Fields[Field]> };

function some<Item>(items: readonly Item[]): readonly Item[] | undefined {
  return items.length === 0 ? undefined : items;
}

function someTexts(texts: readonly Api.LocaleTextInput[]): Record<string, string> | undefined {
  return texts.length === 0 ? undefined : textsOf(texts);
}

export function readChannel({
  kind,
  dialType,
  value,
  display,
  keywords,
  alwaysOpen,
  zone,
  weekly,
  exceptions,
  ...facts
}: Api.HelplineChannelInput): HelplineChannel {
  const hours = alwaysOpen
    ? ({ always: true } as const)
    : {
        always: false as const,
        zone: zone ?? '',
        weekly: weekly.map((span) => ({ ...span })),
        ...toldOnly({ exceptions: some(exceptions) }),
      };
  const { country, dialableFromAbroad, cost, showsOnBill } = facts;
  const told = {
    country,
    dialableFromAbroad,
    cost,
    showsOnBill,
    languages: some(facts.languages),
    roamingNotes: someTexts(facts.roamingNotes),
    waitNotes: someTexts(facts.waitNotes),
  };
  return { kind, dialType, value, display, keywords: textsOf(keywords), hours, ...toldOnly(told) };
}
