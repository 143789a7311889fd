import { DAY_MS, formatInstant, type GuideDocument, type GuideText, type Instant } from '#domain';

/*
 * Two guides in our own words, for the demo. They take no sentence from anybody's publication, the partners have not
 * endorsed them, and a person of the field must read them before they are shown to anybody.
 */
const DISCLAIMER_EN =
  'For information only. This guide is no medical advice and does not replace help from a professional.';
const DISCLAIMER_ES =
  'Solo a título informativo. Esta guía no es un consejo médico ni sustituye la ayuda de un profesional.';

const PARTNERS = ['iasp', 'crisis-text-line', 'live-for-tomorrow', 'samaritans-of-singapore', 'samaritans'];

const SHARING_YOUR_STORY: DemoGuide = {
  audience: 'SHARING_YOUR_STORY',
  topics: ['suicide_prevention', 'help_seeking'],
  defaultLocale: 'en',
  partners: PARTNERS,
  localizations: {
    en: {
      title: 'Sharing your story, safely',
      disclaimer: DISCLAIMER_EN,
      sections: [
        {
          slot: 'EMERGENCY',
          heading: 'If you or somebody else is in danger now',
          body: 'Put the story aside. Contact the emergency services where you are, or go to where you are not alone. The services beside this guide listen too, and nobody there asks you to tell it well.',
        },
        {
          slot: 'READINESS',
          heading: 'First, you',
          body: 'Your story is yours. You may share it, share a part of it, or keep it. If things are hard right now, look for support first: the story can wait, and you need not tell it to deserve help.',
        },
        {
          slot: 'INTENTION',
          heading: 'Know why',
          body: 'Ask yourself what you hope for. To feel less alone? To encourage somebody? To thank the people who stood by you? Knowing it helps you to choose what to say, and to stop where it is enough.',
        },
        {
          slot: 'CHOOSE_WHO',
          heading: 'Choose who',
          body: 'There is a difference between two friends and everybody. Start small. Once a story is public you cannot take it back from everyone who saw it, so think of yourself a year from now, and of the people who appear in it.',
        },
        {
          slot: 'TELL_SAFELY',
          heading: 'What helps those who listen',
          body: 'Tell how you got through: who listened, what you tried, what a better day looks like now. Leave out how you hurt yourself or meant to, where, and with what; such details can put others at risk. Avoid one simple reason: it is hardly ever one.',
        },
        {
          slot: 'REACTIONS',
          heading: 'Be ready for answers',
          body: 'Some will be kind, some clumsy, a few unkind, and sometimes none will come. Decide beforehand who reads the comments with you, and when you close the app. You owe nobody a reply.',
        },
        {
          slot: 'RESPOND',
          heading: 'If somebody tells you they are struggling',
          body: 'You do not have to be their counsellor. Thank them for telling you, show them where help is, and tell somebody you trust.',
        },
        {
          slot: 'LOOK_AFTER_YOURSELF',
          heading: 'Afterwards',
          body: 'Do something gentle: walk, eat, see a friend. If old feelings come back, that is no failure. Reach out to a service near you: they also talk with people who are doing better.',
        },
      ],
    },
    es: {
      title: 'Contar tu historia con cuidado',
      disclaimer: DISCLAIMER_ES,
      sections: [
        {
          slot: 'EMERGENCY',
          heading: 'Si tú u otra persona corre peligro ahora',
          body: 'Deja la historia para después. Contacta con los servicios de emergencia de tu zona o ve a donde no estés a solas. Los servicios que aparecen junto a esta guía también escuchan, y nadie te pide que lo cuentes bien.',
        },
        {
          slot: 'READINESS',
          heading: 'Primero, tú',
          body: 'Tu historia es tuya. Puedes contarla, contar una parte o guardarla. Si ahora mismo lo estás pasando mal, busca apoyo primero: la historia puede esperar, y no hace falta contarla para merecer ayuda.',
        },
        {
          slot: 'INTENTION',
          heading: 'Piensa para qué',
          body: 'Pregúntate qué esperas. ¿Sentirte menos solo? ¿Animar a alguien? ¿Dar las gracias a quienes estuvieron contigo? Saberlo te ayuda a elegir qué decir y a parar cuando sea suficiente.',
        },
        {
          slot: 'CHOOSE_WHO',
          heading: 'Elige a quién',
          body: 'No es lo mismo contárselo a dos amigos que a todo el mundo. Empieza por pocos. Cuando una historia es pública ya no puedes recuperarla de todos los que la vieron: piensa en ti dentro de un año y en las personas que aparecen en ella.',
        },
        {
          slot: 'TELL_SAFELY',
          heading: 'Lo que ayuda a quien escucha',
          body: 'Cuenta cómo saliste adelante: quién te escuchó, qué probaste, cómo es hoy un día mejor. No cuentes cómo te hiciste daño o pensaste hacértelo, ni dónde ni con qué: esos detalles pueden poner en riesgo a otras personas. Evita una sola causa sencilla: casi nunca la hay.',
        },
        {
          slot: 'REACTIONS',
          heading: 'Prepárate para las respuestas',
          body: 'Algunas serán amables, otras torpes, unas pocas hirientes, y a veces no llegará ninguna. Decide antes quién lee contigo los comentarios y cuándo cierras la aplicación. No le debes una respuesta a nadie.',
        },
        {
          slot: 'RESPOND',
          heading: 'Si alguien te dice que lo está pasando mal',
          body: 'No tienes que ser su terapeuta. Agradécele que te lo cuente, muéstrale dónde hay ayuda y díselo a alguien de confianza.',
        },
        {
          slot: 'LOOK_AFTER_YOURSELF',
          heading: 'Después',
          body: 'Haz algo que te cuide: pasear, comer, ver a alguien. Si vuelven sentimientos antiguos, no es un fracaso. Acude a un servicio de tu zona: también hablan con quienes están mejor.',
        },
      ],
    },
  },
};

const SUPPORTING_SOMEONE: DemoGuide = {
  audience: 'SUPPORTING_SOMEONE',
  topics: ['suicide_prevention', 'supporting_others'],
  defaultLocale: 'en',
  partners: PARTNERS,
  localizations: {
    en: {
      title: 'When somebody you know may be struggling',
      disclaimer: DISCLAIMER_EN,
      sections: [
        {
          slot: 'NOTICE',
          heading: 'Notice',
          body: 'Perhaps they have become quiet, sleep badly, give up what they loved, or speak as if nothing mattered. You need not be sure. A change that worries you is reason enough to ask.',
        },
        {
          slot: 'ASK',
          heading: 'Ask',
          body: 'Choose a calm moment and ask plainly how they are. You may ask whether they are thinking about suicide: asking does not put the thought there, and it tells them that they can talk to you about it.',
        },
        {
          slot: 'LISTEN',
          heading: 'Listen',
          body: 'Let them finish. You do not have to fix anything. Say what you heard, stay with what they feel, and leave out advice, comparisons and blame. Silence is allowed.',
        },
        {
          slot: 'CONNECT',
          heading: 'Connect',
          body: 'Look for help together: a service in your country, a doctor, a teacher, somebody in the family. Offer to sit beside them while they call or write. Do not promise to keep it secret if they may be in danger.',
        },
        {
          slot: 'EMERGENCY',
          heading: 'In an emergency',
          body: 'If they may be in danger now, do not leave them alone, and contact the emergency services where they are. Online, use the report function of the app too: somebody is there to look.',
        },
        {
          slot: 'STAY_IN_TOUCH',
          heading: 'Stay in touch',
          body: 'Write tomorrow, and next week. A short message is enough: I was thinking of you. It helps to know that nobody waits for an answer.',
        },
        {
          slot: 'LOOK_AFTER_YOURSELF',
          heading: 'Look after yourself',
          body: 'This is heavy to carry alone. Talk with somebody, also with a service: they are there for people who worry about others. You are not responsible for everything that happens.',
        },
      ],
    },
    es: {
      title: 'Cuando alguien que conoces puede estar pasándolo mal',
      disclaimer: DISCLAIMER_ES,
      sections: [
        {
          slot: 'NOTICE',
          heading: 'Fíjate',
          body: 'Quizá habla menos, duerme mal, deja lo que le gustaba o habla como si nada importara. No hace falta que estés seguro. Un cambio que te preocupa es motivo suficiente para preguntar.',
        },
        {
          slot: 'ASK',
          heading: 'Pregunta',
          body: 'Elige un momento tranquilo y pregunta con claridad cómo está. Puedes preguntar si está pensando en el suicidio: preguntar no mete la idea en la cabeza, y le dice que contigo puede hablar de ello.',
        },
        {
          slot: 'LISTEN',
          heading: 'Escucha',
          body: 'Deja que termine. No tienes que arreglar nada. Repite lo que has entendido, quédate con lo que siente y deja a un lado los consejos, las comparaciones y los reproches. El silencio también vale.',
        },
        {
          slot: 'CONNECT',
          heading: 'Acompaña',
          body: 'Buscad ayuda juntos: un servicio de vuestro país, un médico, una profesora, alguien de la familia. Ofrécete a estar a su lado mientras llama o escribe. No prometas guardar el secreto si puede estar en peligro.',
        },
        {
          slot: 'EMERGENCY',
          heading: 'En una emergencia',
          body: 'Si puede estar en peligro ahora, no le dejes a solas y contacta con los servicios de emergencia del lugar donde está. En línea, usa también la opción de avisar de la aplicación: hay alguien para mirarlo.',
        },
        {
          slot: 'STAY_IN_TOUCH',
          heading: 'Sigue ahí',
          body: 'Escribe mañana, y la semana que viene. Basta un mensaje corto: me he acordado de ti. Ayuda saber que nadie espera una respuesta.',
        },
        {
          slot: 'LOOK_AFTER_YOURSELF',
          heading: 'Cuídate también',
          body: 'Es mucho para llevarlo a solas. Habla con alguien, también con un servicio: están para quienes se preocupan por otras personas. No eres responsable de todo lo que ocurra.',
        },
      ],
    },
  },
};

/** A guide without its dates: a demo that begins years from now is not out of date on its first day. */
type DemoGuide = Omit<GuideDocument, 'localizations'> & {
  readonly localizations: Readonly<Record<'en' | 'es', Omit<GuideText, 'reviewedOn' | 'reviewBy'>>>;
};

/** Days before the demo began at which each locale was gone through: locales of one guide are revised on different days. */
const REVIEWED_DAYS_AGO = { en: 40, es: 12 } as const;
const REVIEWED_FOR_DAYS = 365;

/** The guides by slug, as they are handed in when the demo begins. */
export function demoGuides(begun: Instant): Readonly<Record<string, GuideDocument>> {
  return {
    'sharing-your-story': dated(SHARING_YOUR_STORY, begun),
    'supporting-someone': dated(SUPPORTING_SOMEONE, begun),
  };
}

function dated({ localizations, ...facts }: DemoGuide, begun: Instant): GuideDocument {
  const dayOf = (days: number) => formatInstant(begun + days * DAY_MS).slice(0, 10);
  const text = (locale: 'en' | 'es'): GuideText => ({
    ...localizations[locale],
    reviewedOn: dayOf(-REVIEWED_DAYS_AGO[locale]),
    reviewBy: dayOf(REVIEWED_FOR_DAYS - REVIEWED_DAYS_AGO[locale]),
  });
  return { ...facts, localizations: { en: text('en'), es: text('es') } };
}
