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
  [/[^\S\n]/gu, ' '],
];

/**
 * The form in which texts are compared: compatibility forms folded (NFKC), lower case, digits of all scripts as 0 to 9, one kind
 * of quote, dash and space, nothing invisible but the joiners that a script needs. Lines stay lines.
 */
export function plainForm(original: string): PlainForm {
  const parts: string[] = [];
  const [starts, ends]: [number[], number[]] = [[], []];
  let before = '';
  let at = 0;
  while (at < original.length) {
    const end = plainAsciiEnd(original, at);
    for (let i = at; i < end; i += 1) {
      starts.push(i);
      ends.push(i + 1);
    }
    if (end > at)
      parts.push(
        original
          .slice(at, end)
          .toLowerCase()
          .replaceAll('`', "'")
          .replaceAll(/[\t-\r]/g, spaceOrLine),
      );
    at = end;
    CLUSTER.lastIndex = at;
    const cluster = at < original.length ? CLUSTER.exec(original)?.[0] : undefined;
    if (cluster === undefined) break;
    before = parts.at(-1)?.at(-1) ?? before;
    const plain = plainCluster(cluster, before);
    parts.push(plain);
    for (let i = 0; i < plain.length; i += 1) {
      starts.push(at);
      ends.push(at + cluster.length);
    }
    at += cluster.length;
  }
  return { text: parts.join(''), starts, ends };
}

/** Most of most texts: letters that are plain already, but for their case. The last one may carry a mark that follows. */
function plainAsciiEnd(text: string, from: number): number {
  let end = from;
  while (end < text.length && isPlainAscii(text.charCodeAt(end))) end += 1;
  return end < text.length && end > from ? end - 1 : end;
}

/** Not the controls, of which some are format characters to a reader. */
function isPlainAscii(code: number): boolean {
  return (code >= 32 && code < 127) || (code >= 9 && code <= 13);
}

function spaceOrLine(character: string): string {
  return character === '\n' ? character : ' ';
}

/** One letter alone has one plain form, wherever it stands; a text has few of them, often. */
const plainLetters = new Map<string, string>();
const LETTERS_REMEMBERED_MAX = 5_000;
const ONE_LETTER = /^\p{L}$/u;

function plainCluster(cluster: string, before: string): string {
  const known = plainLetters.get(cluster);
  if (known !== undefined) return known;
  const visible = Array.from(cluster)
    .filter((character) => !FORMAT.test(character) || (JOINERS.includes(character) && JOINED_SCRIPT.test(before)))
    .join('');
  const folded = Array.from(visible.normalize('NFKC').toLowerCase()).map(asciiDigit).join('');
  const plain = SAME.reduce((sum, [pattern, one]) => sum.replace(pattern, one), folded);
  if (plainLetters.size < LETTERS_REMEMBERED_MAX && ONE_LETTER.test(cluster)) plainLetters.set(cluster, plain);
  return plain;
}

/** Digits stand in the code charts in rows from 0 to 9. */
function asciiDigit(character: string): string {
  if (!DIGIT.test(character)) return character;
  let value = 0;
  while (value < 9 && DIGIT.test(String.fromCodePoint(character.codePointAt(0)! - value - 1))) value += 1;
  return String(value);
}
