import { DEFAULT_LOCALE, lookupLocale, type Locale } from '../text/locale.js';
import type { Help } from './help.js';

/** An international directory of services, the last link of the chain. Numbers are never compiled in: they change. */
export const DIRECTORY_URL = 'https://findahelpline.com/';

export const EMERGENCY_WORDS: Readonly<Record<Locale, string>> = {
  en: 'If you or someone else is in immediate danger, contact your local emergency services now. To talk to someone, find a service in your country in the directory.',
  es: 'Si tú u otra persona corre peligro inmediato, contacta ahora con los servicios de emergencia de tu zona. Para hablar con alguien, busca un servicio de tu país en el directorio.',
};

/** The locales of the words that are compiled in. */
export const EMERGENCY_LOCALES: readonly Locale[] = Object.keys(EMERGENCY_WORDS);

/** What to do in an emergency where nothing reviewed for the region is on file. */
export function emergencyWords(locale: Locale | null): string {
  return EMERGENCY_WORDS[lookupLocale(locale, EMERGENCY_LOCALES, DEFAULT_LOCALE)]!;
}

/** The copy compiled into the program: answered when nothing else can be, with the database gone and no programme in memory. */
export function staticHelp(locale: Locale | null): Help {
  return { resolution: 'STATIC', emergency: emergencyWords(locale), services: [], directory: DIRECTORY_URL };
}
