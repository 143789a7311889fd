import { ownMatch } from './own-rules.js';
import type { TextMatch } from './policy-pack.js';

/** The formula is made of English, and says nothing of a few lines. */
const WORDS_MIN = 100;
/** School years; ordinary news is written for 9 to 12. */
const GRADE_MAX = 14;

/**
 * Flags an English text that only a student could read, by the Automated Readability Index: letters a word and words a sentence.
 * Formulas are a hint; a person decides.
 */
export function checkReading(text: string): TextMatch[] {
  const words = text.match(/[\p{L}\p{N}'’-]+/gu) ?? [];
  if (words.length < WORDS_MIN) return [];
  const letters = words.reduce((sum, word) => sum + word.length, 0);
  // A line of a list, or a heading, ends like a sentence.
  const sentences = text.split(/[.!?]+(?:\s|$)|\n+/u).filter((part) => /\p{L}/u.test(part)).length;
  const grade = (4.71 * letters) / words.length + (0.5 * words.length) / Math.max(1, sentences) - 21.43;
  return grade > GRADE_MAX ? [ownMatch('a11y.plain', 0, text.length)] : [];
}
