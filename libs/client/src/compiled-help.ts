import type { Help } from './answer.js';

/** As in libs/domain/src/care/static-help.ts; a test compares. Numbers are never compiled in: they change. */
export const DIRECTORY_URL = 'https://findahelpline.com/';

export const EMERGENCY_WORDS: Readonly<Record<string, string>> = {
  en: 'If you or someone else is in immediate danger, contact your local emergency services now. To talk to someone, find a service in your country in the directory.',
  es: 'Si tú u otra persona corre peligro inmediato, contacta ahora con los servicios de emergencia de tu zona. Para hablar con alguien, busca un servicio de tu país en el directorio.',
};

/** Shown when no answer is held: the words in the viewer's language where there are some, else in English. */
export function compiledHelp(locale: string | undefined): Help {
  const language = locale?.split(/[-_]/, 1)[0]?.toLowerCase() ?? 'en';
  const emergency = EMERGENCY_WORDS[language] ?? EMERGENCY_WORDS.en!;
  return { resolution: 'STATIC', emergency, directory: DIRECTORY_URL, services: [], notices: [] };
}
