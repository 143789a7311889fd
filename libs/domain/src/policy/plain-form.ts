/** A text as rules compare it, with the way back to the text as it was written. */
export interface PlainForm {
  readonly text: string;
  /** For each UTF-16 unit of `text`, where the characters it came from begin in the original. */
  readonly starts: readonly number[];
  /** And where they end, excluded. */
  readonly ends: readonly number[];
}

/** One letter with the marks on it, or a single mark at the beginning of a text. */
const CLUSTER = /\P{M}\p{M}*|\p{M}+/gu;
const FORMAT = /\p{Cf}/u;
/** Joiners that belong to how a word is written: Arabic script and those of India. */
const JOINED_SCRIPT =
  /[\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Malayalam}\p{Script=Kannada}\p{Script=Sinhala}]/u;
const JOINERS = ['\u200c', '\u200d'];
const DIGIT = /^\p{Nd}$/u;
const SAME: readonly (readonly [RegExp, string])[] = [
  [/[“”„‟«»‹›″〝〞「」『』]/gu, '"'],
  [/[‘’‚‛ʼ´`′]/gu, "'"],
  [/[‐‑‒–—―−]/gu, '-'],
  [/\s/gu, ' '],
];

/**
 * The form in which texts are compared: compatibility forms folded (NFKC), lower case, digits of all scripts as 0 to 9, one kind
 * of quote, dash and space, nothing invisible but the joiners that a script needs.
 */
export function plainForm(original: string): PlainForm {
  let text = '';
  const [starts, ends]: [number[], number[]] = [[], []];
  for (const { 0: cluster, index } of original.matchAll(CLUSTER)) {
    const before = text.at(-1) ?? '';
    const plain = plainCluster(cluster, before);
    text += plain;
    for (let i = 0; i < plain.length; i += 1) {
      starts.push(index);
      ends.push(index + cluster.length);
    }
  }
  return { text, starts, ends };
}

function plainCluster(cluster: string, before: string): string {
  const visible = Array.from(cluster)
    .filter((character) => !FORMAT.test(character) || (JOINERS.includes(character) && JOINED_SCRIPT.test(before)))
    .join('');
  const folded = Array.from(visible.normalize('NFKC').toLowerCase()).map(asciiDigit).join('');
  return SAME.reduce((sum, [pattern, plain]) => sum.replace(pattern, plain), folded);
}

/** Digits stand in the code charts in rows from 0 to 9. */
function asciiDigit(character: string): string {
  if (!DIGIT.test(character)) return character;
  let value = 0;
  while (value < 9 && DIGIT.test(String.fromCodePoint(character.codePointAt(0)! - value - 1))) value += 1;
  return String(value);
}
