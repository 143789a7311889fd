import { ownMatch } from './own-rules.js';
import type { TextMatch } from './policy-pack.js';

/** Format characters and fillers that show as nothing: zero-width, direction overrides, tags, soft hyphens, Hangul fillers. */
const INVISIBLE = /\p{Cf}|\u034f|\u115f|\u1160|\u2800|\u3164|\uffa0/gu;
const ZERO_WIDTH_JOINER = '\u200d';
const JOINERS = ['\u200c', ZERO_WIDTH_JOINER];
/** Scripts in which joiners belong to how a word is written. */
const JOINED_SCRIPT =
  /[\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gujarati}\p{Script=Gurmukhi}\p{Script=Kannada}\p{Script=Khmer}\p{Script=Malayalam}\p{Script=Mongolian}\p{Script=Oriya}\p{Script=Sinhala}\p{Script=Tamil}\p{Script=Telugu}]/u;
const EMOJI = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f/u;
/** Marks that lead the direction of a line, without overriding it; they stand in honest Arabic and Hebrew. */
const DIRECTION_MARKS = ['\u200e', '\u200f', '\u061c'];
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const WORD = /[\p{L}\p{M}]+/gu;
/** Scripts whose letters look alike. */
const LOOK_ALIKE = [/\p{Script=Latin}/u, /\p{Script=Cyrillic}/u, /\p{Script=Greek}/u];

/** What a text holds that nobody can see, and words written in look-alike letters of two scripts. */
export function checkHidden(text: string): TextMatch[] {
  const hidden = [...text.matchAll(INVISIBLE)].filter(({ 0: character, index }) => !isHonest(text, character, index));
  const mixed = [...text.matchAll(WORD)].filter(
    ({ 0: word }) => LOOK_ALIKE.filter((script) => script.test(word)).length > 1,
  );
  return [...hidden, ...mixed]
    .map(({ 0: found, index }) => ownMatch('text.hidden', index, index + found.length))
    .sort((a, b) => a.start - b.start);
}

function isHonest(text: string, character: string, at: number): boolean {
  if (DIRECTION_MARKS.includes(character)) return RIGHT_TO_LEFT.test(text);
  if (!JOINERS.includes(character)) return false;
  const before = Array.from(text.slice(Math.max(0, at - 2), at)).at(-1) ?? '';
  const [after = ''] = Array.from(text.slice(at + 1, at + 3));
  const isEmoji = character === ZERO_WIDTH_JOINER && EMOJI.test(before) && EMOJI.test(after);
  // Marks (a virama) stand between the letter and the joiner, and are of the letter's script or of none.
  return isEmoji || JOINED_SCRIPT.test(before) || JOINED_SCRIPT.test(text.slice(Math.max(0, at - 4), at));
}
