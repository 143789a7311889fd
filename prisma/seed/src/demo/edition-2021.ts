import { item, RIGHTS_2021, type DemoItem } from './item.js';

/** Seven items for the seven days of September 2021: the rights ended with that month. */
export const EDITION_2021: readonly DemoItem[] = [
  item({
    slug: 'light-a-candle',
    partner: 'iasp',
    kind: 'VIDEO',
    topics: ['suicide_prevention', 'community'],
    ageMin: 13,
    seconds: 45,
    rights: RIGHTS_2021,
    en: {
      title: 'One light in every window',
      summary: 'People on four continents put a light in their window on the same evening, to say: you are thought of.',
      note: {
        text: 'Remembers people who died by suicide.',
        alternative: 'Look at the ways to get help instead, or come back with somebody you trust.',
      },
      alt: 'A small lamp on a windowsill at dusk.',
    },
    es: {
      title: 'Una luz en cada ventana',
      summary: 'Personas de cuatro continentes ponen la misma tarde una luz en su ventana para decir: pensamos en ti.',
      note: {
        text: 'Recuerda a personas que murieron por suicidio.',
        alternative: 'Mira en su lugar las formas de pedir ayuda, o vuelve con alguien de confianza.',
      },
      alt: 'Una lámpara pequeña en el alféizar, al atardecer.',
    },
  }),
  item({
    slug: 'hope-through-action',
    partner: 'iasp',
    kind: 'ARTICLE',
    topics: ['suicide_prevention', 'supporting_others'],
    ageMin: 13,
    rights: RIGHTS_2021,
    en: {
      title: 'Small things that create hope',
      summary: 'You need no training to make somebody’s day lighter.',
      body: 'A question asked at the right moment can matter more than a speech.\n\n# Three small things\n\n- Ask twice. The first answer is often “fine”.\n- Offer something small and real: a walk, a meal, a lift.\n- Come back tomorrow.\n\nYou do not have to find the right words. Being there is most of it.',
      note: {
        text: 'Speaks of worrying about somebody else.',
        alternative: 'Look at the ways to get help instead, for them and for you.',
      },
      alt: 'Two people on a bench with their backs to us, looking at a lake.',
    },
    es: {
      title: 'Cosas pequeñas que crean esperanza',
      summary: 'No hace falta formación para hacerle el día más ligero a alguien.',
      body: 'Una pregunta en el momento justo puede valer más que un discurso.\n\n# Tres cosas pequeñas\n\n- Pregunta dos veces. La primera respuesta suele ser «bien».\n- Ofrece algo pequeño y concreto: un paseo, una comida, llevarle a casa.\n- Vuelve mañana.\n\nNo tienes que encontrar las palabras perfectas. Estar ahí es casi todo.',
      note: {
        text: 'Habla de preocuparse por otra persona.',
        alternative: 'Mira en su lugar las formas de pedir ayuda, para ella y para ti.',
      },
      alt: 'Dos personas de espaldas en un banco, mirando un lago.',
    },
  }),
  item({
    slug: 'what-happens-when-you-text',
    partner: 'crisis-text-line',
    kind: 'VIDEO',
    topics: ['help_seeking'],
    seconds: 60,
    rights: RIGHTS_2021,
    en: {
      title: 'What happens when you write for help',
      summary:
        'Who answers, how long it takes, and what you need not explain. The way to reach a service near you stands with this film.',
      alt: 'A hand holding a phone with an empty message.',
    },
    es: {
      title: 'Qué pasa cuando escribes para pedir ayuda',
      summary:
        'Quién responde, cuánto tarda y qué no hace falta explicar. Junto a este vídeo está cómo llegar a un servicio de tu zona.',
      alt: 'Una mano con un teléfono y un mensaje vacío.',
    },
  }),
  item({
    slug: 'a-letter-to-me-at-seventeen',
    partner: 'live-for-tomorrow',
    kind: 'AUDIO',
    topics: ['lived_experience', 'help_seeking'],
    ageMin: 13,
    seconds: 180,
    rights: RIGHTS_2021,
    en: {
      title: 'A letter to me at seventeen',
      summary: 'A listener looks back on a hard year, and on the evening when a friend stayed.',
      note: {
        text: 'Speaks of a time of despair and of getting through it.',
        alternative: 'Listen to “Two minutes of breathing” instead, or look at the ways to get help.',
      },
    },
    es: {
      title: 'Carta a mí con diecisiete años',
      summary: 'Alguien recuerda un año difícil y la tarde en que una amiga se quedó.',
      note: {
        text: 'Habla de una época de desesperanza y de cómo se superó.',
        alternative: 'Escucha en su lugar «Dos minutos para respirar» o mira las formas de pedir ayuda.',
      },
    },
  }),
  item({
    slug: 'how-to-ask-are-you-okay',
    partner: 'samaritans-of-singapore',
    kind: 'VIDEO',
    topics: ['supporting_others'],
    seconds: 75,
    rights: RIGHTS_2021,
    en: {
      title: 'How to ask: are you okay?',
      summary: 'Three friends try out the question, get it wrong, laugh, and find a way that works.',
      alt: 'Three young people around a table in a food court.',
    },
    es: {
      title: 'Cómo preguntar: ¿estás bien?',
      summary: 'Tres amigos ensayan la pregunta, se equivocan, se ríen y encuentran una forma que funciona.',
      alt: 'Tres jóvenes alrededor de una mesa en un patio de comidas.',
    },
  }),
  item({
    slug: 'the-listener',
    partner: 'samaritans',
    kind: 'AUDIO',
    topics: ['help_seeking', 'community'],
    seconds: 240,
    rights: RIGHTS_2021,
    en: {
      title: 'The listener',
      summary: 'A volunteer tells what a night on the phone is like, and why she never gives advice.',
    },
    es: {
      title: 'La que escucha',
      summary: 'Una voluntaria cuenta cómo es una noche al teléfono y por qué nunca da consejos.',
    },
  }),
  item({
    slug: 'after-somebody-died',
    partner: 'samaritans',
    kind: 'ARTICLE',
    topics: ['bereavement', 'suicide_loss', 'supporting_others'],
    ageMin: 13,
    blurred: true,
    rights: RIGHTS_2021,
    en: {
      title: 'For those who stay behind',
      summary: 'On grief after a death by suicide, and on people who understand.',
      body: 'Grief has no timetable. You may be sad, angry, relieved, ashamed, all in an hour. None of it is wrong.\n\n# What others found helpful\n\n- To say the name.\n- To let somebody else answer the phone for a while.\n- To meet people who have lived through it.\n\nYou did not cause this, and you need not carry it alone.',
      note: {
        text: 'Speaks of losing somebody to suicide.',
        alternative: 'Leave it for another day, and look at the ways to talk with someone.',
      },
      alt: 'A quiet path between trees in the morning.',
    },
    es: {
      title: 'Para quienes se quedan',
      summary: 'Sobre el duelo tras una muerte por suicidio y sobre quienes lo entienden.',
      body: 'El duelo no tiene calendario. Puedes sentir tristeza, rabia, alivio o vergüenza en una misma hora. Nada de eso está mal.\n\n# Lo que ayudó a otras personas\n\n- Decir el nombre.\n- Dejar que otra persona conteste al teléfono por un tiempo.\n- Conocer a quienes han pasado por lo mismo.\n\nTú no lo causaste, y no tienes que llevarlo a solas.',
      note: {
        text: 'Habla de perder a alguien por suicidio.',
        alternative: 'Déjalo para otro día y mira las formas de hablar con alguien.',
      },
      alt: 'Un sendero tranquilo entre árboles, por la mañana.',
    },
  }),
];
