import type { Locale } from '../text/locale.js';
import { NOBODY, placedText, readingPacks, textFindings, type CheckedBy } from './check-document.js';
import type { PolicyPack, TextMatch } from './policy-pack.js';
import { ownMatch } from './own-rules.js';

/**
 * What a review will find in one text by itself, for who writes it: words, numbers, addresses, hidden letters, reading. What the
 * shape of a whole document asks, only the document can tell.
 *
 * @returns in the order in which it stands; with `locale.unchecked` when no pack reads the language
 */
export function checkWriting(
  text: string,
  locale: Locale,
  packs: readonly PolicyPack[],
  by: CheckedBy = NOBODY,
): TextMatch[] {
  const isRead = readingPacks(locale, packs).length > 0;
  const found = textFindings(placedText(text, 'BODY', locale, []), packs, by);
  return [...(isRead ? [] : [ownMatch('locale.unchecked')]), ...found].sort((a, b) => a.start - b.start);
}
