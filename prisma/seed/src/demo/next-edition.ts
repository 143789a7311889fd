import { item, RIGHTS_OPEN, type DemoItem } from './item.js';

/** Handed in for next September; nobody has decided on them yet. They wait in the review queue. */
export const NEXT_EDITION: readonly DemoItem[] = [
  item({
    slug: 'changing-the-narrative',
    partner: 'iasp',
    kind: 'ARTICLE',
    topics: ['suicide_prevention', 'community'],
    ageMin: 13,
    rights: RIGHTS_OPEN,
    en: {
      title: 'From silence to conversation',
      summary: 'What changes when a family, a school, a team starts to talk.',
      body: 'Silence rarely means that all is well. Often it means that nobody knows how to begin.\n\nBegin small. Say what you noticed, ask, and listen longer than feels comfortable. Every conversation makes the next one easier, for you and for whoever overhears it.',
      note: {
        text: 'Speaks of what people keep silent about.',
        alternative: 'Look at the ways to get help instead, or talk to somebody you trust.',
      },
      alt: 'A round table with empty chairs and morning light.',
    },
    es: {
      title: 'Del silencio a la conversación',
      summary: 'Qué cambia cuando una familia, una escuela o un equipo empieza a hablar.',
      body: 'El silencio rara vez significa que todo va bien. A menudo significa que nadie sabe cómo empezar.\n\nEmpieza por algo pequeño. Di lo que has notado, pregunta y escucha más tiempo del que resulta cómodo. Cada conversación facilita la siguiente, para ti y para quien la oye de paso.',
      note: {
        text: 'Habla de lo que se suele callar.',
        alternative: 'Mira en su lugar las formas de pedir ayuda, o habla con alguien de confianza.',
      },
      alt: 'Una mesa redonda con sillas vacías y luz de la mañana.',
    },
  }),
  item({
    slug: 'the-first-message',
    partner: 'crisis-text-line',
    kind: 'VIDEO',
    topics: ['help_seeking'],
    seconds: 50,
    rights: RIGHTS_OPEN,
    en: {
      title: 'The first message',
      summary: 'It may be one word. Somebody will answer.',
      alt: 'A typing indicator on a dark screen.',
    },
    es: {
      title: 'El primer mensaje',
      summary: 'Puede ser una sola palabra. Alguien responderá.',
      alt: 'El indicador de escritura en una pantalla oscura.',
    },
  }),
  item({
    slug: 'learning-to-listen',
    partner: 'samaritans',
    kind: 'AUDIO',
    topics: ['supporting_others'],
    seconds: 200,
    rights: RIGHTS_OPEN,
    en: { title: 'Learning to listen', summary: 'Five people on what they stopped saying.' },
    es: { title: 'Aprender a escuchar', summary: 'Cinco personas sobre lo que dejaron de decir.' },
  }),
  item({
    slug: 'my-third-spring',
    partner: 'live-for-tomorrow',
    kind: 'VIDEO',
    topics: ['lived_experience', 'suicide_survivor'],
    ageMin: 13,
    seconds: 110,
    blurred: true,
    rights: RIGHTS_OPEN,
    en: {
      title: 'My third spring',
      summary: 'Three years on: what recovery looks like on an ordinary Tuesday.',
      note: {
        text: 'Speaks of a suicide attempt in the past, without details, and of recovery.',
        alternative: 'Watch “One minute of calm” instead, or look at the ways to get help.',
      },
      alt: 'Hands planting seedlings in a window box.',
    },
    es: {
      title: 'Mi tercera primavera',
      summary: 'Tres años después: cómo es recuperarse un martes cualquiera.',
      note: {
        text: 'Habla, sin detalles, de un intento de suicidio en el pasado y de la recuperación.',
        alternative: 'Mira en su lugar «Un minuto de calma» o las formas de pedir ayuda.',
      },
      alt: 'Unas manos plantan brotes en una jardinera.',
    },
  }),
];
