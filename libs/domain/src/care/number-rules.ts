import type { EntryFacts } from '../campaign/schedule-rules.js';
import { approvedLocales } from '../content/revision.js';
import { documentTexts } from '../policy/check-document.js';
import { refuse, type Refusal } from '../refusal.js';
import type { HelpRegistry } from './help.js';
import { numberMatches, type NumberPlace } from './number-match.js';

/**
 * Numbers in the texts of a playlist that are on file and not for the regions and the window of the run. Nobody lets these pass: a
 * wrong number is answered by nobody, or by somebody else. One that is not on file at all was found in review, where a
 * safety reviewer let it pass in writing or nobody approved it.
 */
export function numberRefusals(
  entries: readonly Pick<EntryFacts, 'position' | 'revisionId' | 'document' | 'decisions'>[],
  registry: HelpRegistry,
  place: NumberPlace,
  path: readonly string[],
): Refusal[] {
  return entries.flatMap(({ position, revisionId, document, decisions }) =>
    approvedLocales(document, decisions).flatMap((locale) =>
      documentTexts(document, locale).flatMap((text) =>
        numberMatches(text.read.plain, registry, place)
          .filter(({ isOnFile }) => isOnFile)
          .map(({ start, end }) => {
            const fields = { position, revisionId, locale, place: text.path.join('.'), start, end };
            const where = `entry ${position} (revision ${revisionId}), ${fields.place}, characters ${start} to ${end}`;
            const message = `A number is on file, and not for the regions and the window of this run: ${where}. Ask the partner to name the helpline instead of its number, or choose other regions or dates.`;
            return refuse('NUMBER_NOT_VALID', [...path, String(position)], { message, ...fields });
          }),
      ),
    ),
  );
}
