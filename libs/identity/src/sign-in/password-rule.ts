import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import { invalidValue, PASSWORD_LENGTH, passwordLengthRefusals, type Refusal } from '#domain';

/** Of 0 to 4: from here on it takes 10^8 guesses of somebody who knows the lists, patterns and substitutions people use. */
const SCORE_MIN = 3;
const OWN_LENGTH_MIN = 8;

let meter: ZxcvbnFactory | null = null;

/**
 * Whether a password may be set: long enough, and neither on the list of 49,233 that were found in breaches nor built of those, of names that
 * everybody knows of this person, of rows of keys, repeats or dates. It looks nowhere but into a list that is installed with Marquee.
 *
 * @param known what an attacker would try first: the address, the name
 */
export function passwordRefusals(password: string, known: readonly string[], path: readonly string[]): Refusal[] {
  const tooShort = passwordLengthRefusals(password, path);
  if (tooShort.length > 0) return tooShort;
  // Made with the first password: the lists take a tenth of a second and some megabytes.
  meter ??= new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
  const words = known
    .flatMap((text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u))
    .concat('marquee')
    .filter((word) => word.length > 2);
  if (meter.check(password, words).score >= SCORE_MIN && ownLength(password, words) >= OWN_LENGTH_MIN) return [];
  const allowed = `${PASSWORD_LENGTH.min} to ${PASSWORD_LENGTH.max} characters that nobody guesses: it is close to one that was found in a breach, or to a pattern. A few words that have nothing to do with each other are good`;
  return [invalidValue(path, null, allowed)];
}

/** How many letters and digits are left when everything is taken out that others know of the person. */
function ownLength(password: string, words: readonly string[]): number {
  const left = words.reduce((text, word) => text.replaceAll(word, ''), password.toLowerCase());
  return left.replace(/[^\p{L}\p{N}]/gu, '').length;
}
