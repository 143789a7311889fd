import type { EmergencyAdvice, Helpline, HelplineChannel } from '#domain';

/*
 * Only what published documents say (see the project's notes on care); nobody called. Left out because it was not
 * verified: the affiliates of Crisis Text Line in Canada, the United Kingdom and Ireland, 1737 in New Zealand, relay and
 * sign services. A number that changed is kept as a closed record, so that no answer of today shows it.
 */
const VERIFIED_ON = '2026-11-23';
const documented = (sourceUrl: string): Helpline['evidence'] => ({
  sourceUrl,
  verifiedOn: VERIFIED_ON,
  verifiedBy: 'Marquee demo: published documents only, nobody called',
  method: 'DOCUMENTED',
});

const ALWAYS = { always: true } as const;
const call = (value: string, display: string): HelplineChannel => ({
  kind: 'PHONE',
  dialType: value.startsWith('+') ? 'E164' : 'NATIONAL_SHORT',
  value,
  display,
  keywords: {},
  hours: ALWAYS,
});
const text = (value: string, keywords: Record<string, string>): HelplineChannel => ({
  kind: 'SMS',
  dialType: 'SMS_SHORT',
  value,
  display: value,
  keywords,
  hours: ALWAYS,
});
const whatsApp = (value: string, display: string): HelplineChannel => ({
  kind: 'WHATSAPP',
  dialType: 'E164',
  value,
  display,
  keywords: {},
  hours: ALWAYS,
});
const mail = (value: string): HelplineChannel => ({
  kind: 'EMAIL',
  dialType: 'EMAIL',
  value,
  display: value,
  keywords: {},
  hours: ALWAYS,
});

const OPEN = { validFrom: null, validTo: null };
const TOPICS = ['suicide_prevention', 'emotional_support'];

export const HELPLINES: readonly Helpline[] = [
  {
    ...OPEN,
    slug: 'crisis-text-line-us',
    operator: 'crisis-text-line',
    names: { en: 'Crisis Text Line' },
    descriptions: {
      en: 'Free support by text message, day and night, from a trained volunteer.',
      es: 'Apoyo gratuito por mensaje de texto, de día y de noche, con una persona voluntaria formada.',
    },
    regions: ['US'],
    languages: ['en', 'es'],
    topics: [...TOPICS, 'self_harm', 'eating_disorder'],
    channels: [text('741741', { en: 'HOME', es: 'AYUDA' }), whatsApp('+14422983263', '442-AYUDAME')],
    evidence: documented('https://www.crisistextline.org/'),
  },
  {
    slug: '988-lifeline-us',
    operator: null,
    names: { en: '988 Suicide & Crisis Lifeline', es: 'Línea 988 de Prevención del Suicidio y Crisis' },
    descriptions: { en: 'Call or text, day and night.', es: 'Llama o envía un mensaje, de día y de noche.' },
    regions: ['US'],
    languages: ['en', 'es'],
    topics: TOPICS,
    channels: [call('988', '988'), text('988', {})],
    evidence: documented('https://988lifeline.org/'),
    // The short code since 16 July 2022; before that the ten-digit number below.
    validFrom: '2022-07-16',
    validTo: null,
  },
  {
    slug: 'national-lifeline-us-until-2022',
    operator: null,
    names: { en: 'National Suicide Prevention Lifeline' },
    descriptions: {},
    regions: ['US'],
    languages: ['en', 'es'],
    topics: TOPICS,
    channels: [call('+18002738255', '1-800-273-8255')],
    evidence: documented('https://988lifeline.org/'),
    supersededBy: '988-lifeline-us',
    validFrom: null,
    validTo: '2022-07-15',
  },
  {
    // The same digits as in the United States, and another operator: two records, never one.
    slug: '988-helpline-ca',
    operator: null,
    names: { en: '9-8-8: Suicide Crisis Helpline', fr: '9-8-8 : Ligne d’aide en cas de crise de suicide' },
    descriptions: { en: 'Call or text, day and night.', fr: 'Appelez ou textez, jour et nuit.' },
    regions: ['CA'],
    languages: ['en', 'fr'],
    topics: TOPICS,
    channels: [call('988', '9-8-8'), text('988', {})],
    evidence: documented('https://988.ca/'),
    validFrom: '2023-11-30',
    validTo: null,
  },
  {
    ...OPEN,
    // 116 123 is a harmonised number that other operators run elsewhere in Europe: here it is Samaritans in GB and IE only.
    slug: 'samaritans-gb-ie',
    operator: 'samaritans',
    names: { en: 'Samaritans' },
    descriptions: {
      en: 'Someone who listens, day and night. Free to call, and not on your bill. Mail is answered, but not for emergencies.',
    },
    regions: ['GB', 'IE'],
    languages: ['en'],
    topics: TOPICS,
    // A harmonised number is national: it says in which country it is this service, once for each.
    channels: [
      ...['GB', 'IE'].map(
        (country) => ({ ...call('116123', '116 123'), country, cost: 'FREE', showsOnBill: 'NO' }) as const,
      ),
      mail('jo@samaritans.org'),
    ],
    evidence: documented('https://www.samaritans.org/how-we-can-help/contact-samaritan/'),
  },
  {
    ...OPEN,
    // Documented from September 2022; the day on which 1800-221 4444 gave way to it was not found, so neither has a first or last day of its own choosing.
    slug: 'samaritans-of-singapore',
    operator: 'samaritans-of-singapore',
    names: { en: 'Samaritans of Singapore' },
    descriptions: {
      en: 'Someone who listens, day and night, by phone or by CareText. Mail is answered, but not for emergencies.',
    },
    regions: ['SG'],
    languages: ['en'],
    topics: TOPICS,
    channels: [call('1767', '1-767'), whatsApp('+6591511767', '9151 1767'), mail('pat@sos.org.sg')],
    evidence: documented('https://www.sos.org.sg/'),
  },
  {
    // Still the number in December 2019 and in the 2021 programming; closed on the eve of the first document with 1-767.
    slug: 'samaritans-of-singapore-until-2022',
    operator: 'samaritans-of-singapore',
    names: { en: 'Samaritans of Singapore' },
    descriptions: {},
    regions: ['SG'],
    languages: ['en'],
    topics: TOPICS,
    channels: [call('+6518002214444', '1800-221 4444')],
    evidence: documented('https://www.sos.org.sg/'),
    validFrom: null,
    validTo: '2022-08-31',
  },
];

const advice = (region: string, en: string, es: string): EmergencyAdvice => ({
  region,
  texts: { en, es },
  verifiedOn: VERIFIED_ON,
});

/** Emergency numbers of general knowledge, in words that do not send for the police where it is not asked for. */
export const EMERGENCY_ADVICE: readonly EmergencyAdvice[] = [
  advice(
    'US',
    'If you or someone else is in immediate danger, call 911, or go to the nearest emergency room.',
    'Si tú u otra persona corre peligro inmediato, llama al 911 o acude a urgencias.',
  ),
  advice(
    'CA',
    'If you or someone else is in immediate danger, call 911, or go to the nearest emergency department.',
    'Si tú u otra persona corre peligro inmediato, llama al 911 o acude a urgencias.',
  ),
  advice(
    'GB',
    'If you or someone else is in immediate danger, call 999, or go to A&E.',
    'Si tú u otra persona corre peligro inmediato, llama al 999 o acude a urgencias (A&E).',
  ),
  advice(
    'IE',
    'If you or someone else is in immediate danger, call 112 or 999, or go to an emergency department.',
    'Si tú u otra persona corre peligro inmediato, llama al 112 o al 999, o acude a urgencias.',
  ),
  advice(
    'SG',
    'If you or someone else is in immediate danger, call 995 for an ambulance, or go to the nearest A&E.',
    'Si tú u otra persona corre peligro inmediato, llama al 995 para pedir una ambulancia o acude a urgencias.',
  ),
  advice(
    'NZ',
    'If you or someone else is in immediate danger, call 111, or go to the nearest emergency department.',
    'Si tú u otra persona corre peligro inmediato, llama al 111 o acude a urgencias.',
  ),
  advice(
    'AU',
    'If you or someone else is in immediate danger, call 000, or go to the nearest emergency department.',
    'Si tú u otra persona corre peligro inmediato, llama al 000 o acude a urgencias.',
  ),
];
