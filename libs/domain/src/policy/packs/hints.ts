import type { PhraseMatch, PolicyPack } from '../policy-pack.js';

/** Wording of other languages: hints from published guidance, not checked by native speakers, and saying so. */
const hints = (
  locale: string,
  informedBy: readonly string[],
  phrases: readonly string[],
  marks: readonly string[],
  safe: readonly string[],
  subjectWords: readonly string[],
): PolicyPack => {
  const match: PhraseMatch = { kind: 'PHRASES', phrases };
  return {
    id: `${locale}-suicide`,
    version: '1.1.0',
    locale,
    subject: 'SUICIDE',
    completeness: 'HINTS',
    informedBy,
    safePhrases: safe,
    exampleMarks: marks,
    subjectWords,
    rules: [
      {
        id: 'lang.commit',
        severity: 'WARN',
        message: 'Guidance in this language asks for another wording.',
        advice: 'Ask the partner which words it uses; a native speaker decides.',
        match,
      },
    ],
  };
};
const WHO = 'https://www.who.int/publications/i/item/9789240076846';

export const HINT_PACKS: readonly PolicyPack[] = [
  hints(
    'es',
    [WHO],
    ['cometer|cometió|comete|cometieron|cometido|cometiendo suicidio', 'cometer|cometió|comete ~ suicidio'],
    ['en lugar de', 'en vez de', 'no', 'evite', 'evitar'],
    ['prevención del suicidio'],
    ['suicidio|suicidios|suicida|suicidas', 'autolesión|autolesiones'],
  ),
  hints(
    'de',
    [WHO],
    ['selbstmord|selbstmorde|selbstmörder|selbstmörderin', 'freitod', 'suizid begehen|begangen|beging'],
    ['statt', 'nicht', 'anstelle von', 'vermeiden'],
    ['suizidprävention'],
    ['suizid*', 'selbstmord*', 'selbstverletz*'],
  ),
  hints(
    'fr',
    [WHO],
    ['commettre|commis|commet un suicide', 'suicide réussi|raté', 'tentative réussie|ratée'],
    ['plutôt que', 'au lieu de', 'pas', 'évitez', 'éviter'],
    ['prévention du suicide'],
    ['suicide|suicides|suicidaire|suicidaires', 'automutilation'],
  ),
  hints(
    'pt',
    [WHO],
    ['cometer|cometeu|comete|cometeram|cometido suicídio', 'cometer|cometeu ~ suicídio'],
    ['em vez de', 'não', 'evite', 'evitar'],
    ['prevenção do suicídio', 'prevenção ao suicídio'],
    ['suicídio|suicídios|suicida|suicidas', 'automutilação', 'autolesão'],
  ),
];
