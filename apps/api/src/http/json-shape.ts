/** What of a JSON text costs more to read than its length tells. */
export interface JsonBounds {
  /** Objects and lists inside one another. */
  readonly depthMax: number;
  /** Openings of objects and lists, and commas: no fewer than there are values. */
  readonly marksMax: number;
  /** Of objects, one after the other: each name that is new is kept by the engine. */
  readonly fieldsMax: number;
}

const [QUOTE, COMMA, COLON, OPEN_LIST, BACKSLASH, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [
  0x22, 0x2c, 0x3a, 0x5b, 0x5c, 0x5d, 0x7b, 0x7d,
];

/**
 * What is too much of a JSON text, by its bytes; null: nothing is.
 *
 * To be asked before JSON.parse: 1 MB of nothing but brackets keeps that busy for a third of a second, and this for two milliseconds. Whether the
 * text is JSON is not looked at.
 *
 * @param bytes UTF-8: no byte of a longer character is one of the marks
 */
export function jsonShapeFault(bytes: Uint8Array, { depthMax, marksMax, fieldsMax }: JsonBounds): string | null {
  let depth = 0;
  let marks = 0;
  let fields = 0;
  let isInText = false;
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i]!;
    if (isInText) {
      if (byte === BACKSLASH) i += 1;
      else if (byte === QUOTE) isInText = false;
      continue;
    }
    if (byte === QUOTE) isInText = true;
    else if (byte === COMMA) marks += 1;
    else if (byte === COLON) fields += 1;
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      marks += 1;
      depth += 1;
      if (depth > depthMax)
        return `The body is nested deeper than ${depthMax} objects and lists. No operation takes that.`;
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) depth -= 1;
    if (fields > fieldsMax) return `The body holds more than ${fieldsMax} fields. Send them in several operations.`;
    if (marks > marksMax) return `The body holds more than ${marksMax} values. Send them in several operations.`;
  }
  return null;
}
