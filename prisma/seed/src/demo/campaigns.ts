import { EVERYBODY, type CampaignPlan, type WindowIntent } from '#domain';

const plan = (slug: string, tier: CampaignPlan['tier'], en: [string, string], es: [string, string]): CampaignPlan => ({
  slug,
  surface: 'discover',
  tier,
  audience: EVERYBODY,
  embargoed: false,
  defaultLocale: 'en',
  texts: { en: { title: en[0], summary: en[1] }, es: { title: es[0], summary: es[1] } },
});

/** One campaign, a run a year: the edition of 2021, and the next September's. */
export const WORLD_SUICIDE_PREVENTION_DAY = plan(
  'world-suicide-prevention-day',
  'PROGRAMME',
  ['World Suicide Prevention Day', 'A week of stories, films and ways to be there for somebody, with five partners.'],
  [
    'Día Mundial para la Prevención del Suicidio',
    'Una semana de historias, vídeos y maneras de estar ahí, con cinco organizaciones.',
  ],
);

export const EVERYDAY_WELLBEING = plan(
  'everyday-wellbeing',
  'EVERGREEN',
  ['Everyday well-being', 'Small things for ordinary days.'],
  ['Bienestar de cada día', 'Cosas pequeñas para días corrientes.'],
);

export const A_MINUTE_OF_CALM = plan(
  'a-minute-of-calm',
  'PROGRAMME',
  ['A minute of calm', 'On air for two minutes, so that you can watch a boundary.'],
  ['Un minuto de calma', 'En antena dos minutos, para que veas una frontera.'],
);

/** "10 through 16 September", on each viewer's own clock: 194 hours on Earth. */
export function septemberWeek(year: number): WindowIntent {
  return { mode: 'VIEWER_LOCAL', zone: null, start: `${year}-09-10`, end: `${year}-09-16` };
}
