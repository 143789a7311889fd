import type { Locale } from './locale.js';
import { scriptOf } from './script.js';

/** Which way a text is written; a client sets it where it shows the text, whatever its own language is. */
export const TEXT_DIRECTIONS = ['LTR', 'RTL'] as const;
export type TextDirection = (typeof TEXT_DIRECTIONS)[number];

/** Scripts that Unicode writes from right to left and that languages are written in today (ISO 15924). */
const RIGHT_TO_LEFT: readonly string[] = [
  'Adlm',
  'Arab',
  'Aran',
  'Hebr',
  'Mand',
  'Mend',
  'Nkoo',
  'Rohg',
  'Samr',
  'Syrc',
  'Thaa',
  'Yezi',
];

/** By the script of a locale, said or likely: `ar` is RTL, `az-Arab` is RTL, `pa` is LTR and `pa-PK` is RTL. */
export function textDirection(locale: Locale): TextDirection {
  return RIGHT_TO_LEFT.includes(scriptOf(locale)) ? 'RTL' : 'LTR';
}
