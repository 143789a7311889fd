import { DEFAULT_LOCALE, lookupLocale, type Locale } from '../text/locale.js';

/** What stands in the place of a guide that is not shown, where nobody wrote anything of their own. */
export interface GuideWords {
  readonly title: string;
  readonly disclaimer: string;
  readonly underReview: string;
  readonly gone: string;
  readonly replaced: string;
}

/** Compiled in, as the words for an emergency are: they hold when nobody is there to write them. */
const WORDS: Readonly<Record<Locale, GuideWords>> = {
  en: {
    title: 'A guide that is not shown at present',
    disclaimer: 'For information only. This is no medical advice and does not replace help from a professional.',
    underReview:
      'This guide is being reviewed, and is not shown until that is done. Help does not wait for it: services for where you are stand beside this text.',
    gone: 'This guide is no longer shown. Help has not gone with it: services for where you are stand beside this text.',
    replaced:
      'This guide is no longer shown; another one has taken its place. Services for where you are stand beside this text.',
  },
  es: {
    title: 'Una guía que ahora no se muestra',
    disclaimer: 'Solo a título informativo. No es un consejo médico ni sustituye la ayuda de un profesional.',
    underReview:
      'Esta guía se está revisando y no se muestra hasta que termine la revisión. La ayuda no espera: junto a este texto están los servicios de tu zona.',
    gone: 'Esta guía ya no se muestra. La ayuda sigue aquí: junto a este texto están los servicios de tu zona.',
    replaced: 'Esta guía ya no se muestra; otra ocupa su lugar. Junto a este texto están los servicios de tu zona.',
  },
};

export const GUIDE_WORDS_LOCALES: readonly Locale[] = Object.keys(WORDS);

/** The words in the best of their locales, and which that is. */
export function guideWords(wanted: Locale | null): { readonly locale: Locale; readonly words: GuideWords } {
  const locale = lookupLocale(wanted, GUIDE_WORDS_LOCALES, DEFAULT_LOCALE);
  return { locale, words: WORDS[locale]! };
}
