/** What a spreadsheet would run: the first of these makes a formula of a cell. */
const FORMULA = /^['=+\-@\t\r]/;

/** A cell of RFC 4180 that no spreadsheet takes for a formula: it begins with an apostrophe, which `unescapeCell` takes away. */
export function escapeCell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function unescapeCell(text: string): string {
  return text.startsWith("'") && FORMULA.test(text.slice(1)) ? text.slice(1) : text;
}
