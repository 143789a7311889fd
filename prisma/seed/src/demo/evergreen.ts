import { item, RIGHTS_OPEN, type DemoItem } from './item.js';

/** Items for every day of the year. */
export const EVERGREEN: readonly DemoItem[] = [
  item({
    slug: 'two-minutes-of-breathing',
    partner: 'live-for-tomorrow',
    kind: 'AUDIO',
    topics: ['self_care', 'wellbeing'],
    seconds: 120,
    rights: RIGHTS_OPEN,
    en: { title: 'Two minutes of breathing', summary: 'Nothing to achieve. Sit as you are, and follow the voice.' },
    es: { title: 'Dos minutos para respirar', summary: 'No hay nada que lograr. Siéntate como estés y sigue la voz.' },
  }),
  item({
    slug: 'a-good-enough-evening',
    partner: 'samaritans',
    kind: 'ARTICLE',
    topics: ['self_care', 'wellbeing'],
    rights: RIGHTS_OPEN,
    en: {
      title: 'A good enough evening',
      summary: 'Not a perfect one: one that lets you sleep.',
      body: 'On hard days the list of what would help can be one more burden. Choose one thing.\n\n- Something warm to drink.\n- A message to one person, however short.\n- The phone in another room.\n\nTomorrow you may choose another.',
      alt: 'A mug and an open book on a blanket.',
    },
    es: {
      title: 'Una tarde suficientemente buena',
      summary: 'No una perfecta: una que te deje dormir.',
      body: 'En los días difíciles, la lista de lo que ayudaría puede ser una carga más. Elige una cosa.\n\n- Algo caliente para beber.\n- Un mensaje a una persona, aunque sea corto.\n- El teléfono en otra habitación.\n\nMañana puedes elegir otra.',
      alt: 'Una taza y un libro abierto sobre una manta.',
    },
  }),
  item({
    slug: 'talking-helps-both',
    partner: 'samaritans-of-singapore',
    kind: 'VIDEO',
    topics: ['supporting_others', 'help_seeking'],
    seconds: 90,
    rights: RIGHTS_OPEN,
    en: {
      title: 'Talking helps both of you',
      summary: 'A father and a daughter find out, on the way home, that each was waiting for the other to begin.',
      alt: 'Two people walking under one umbrella.',
    },
    es: {
      title: 'Hablar os ayuda a los dos',
      summary: 'Un padre y una hija descubren, de camino a casa, que cada uno esperaba que empezara el otro.',
      alt: 'Dos personas caminando bajo un mismo paraguas.',
    },
  }),
  item({
    slug: 'find-a-service-near-you',
    partner: 'iasp',
    kind: 'LINK',
    topics: ['help_seeking'],
    rights: RIGHTS_OPEN,
    en: { title: 'Find a service near you', summary: 'An international directory of people who listen, by country.' },
    es: {
      title: 'Encuentra un servicio cerca de ti',
      summary: 'Un directorio internacional, por países, de quienes escuchan.',
    },
  }),
  item({
    slug: 'one-minute-of-calm',
    partner: 'crisis-text-line',
    kind: 'VIDEO',
    topics: ['self_care'],
    seconds: 60,
    rights: RIGHTS_OPEN,
    en: {
      title: 'One minute of calm',
      summary: 'Waves on a beach, and nothing else.',
      alt: 'Small waves on a pale beach.',
    },
    es: {
      title: 'Un minuto de calma',
      summary: 'Olas en una playa, y nada más.',
      alt: 'Olas pequeñas en una playa clara.',
    },
  }),
];
