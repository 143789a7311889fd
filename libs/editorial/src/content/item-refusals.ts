import { refuse, type ContentDocument, type Refusal } from '#domain';
import type { LockedItem } from '#persistence';

export function withdrawnRefusals(item: LockedItem): Refusal[] {
  if (!item.isWithdrawn) return [];
  const message = 'The item was withdrawn and stays as it is. Create a new one to go on.';
  return [refuse('WRONG_STATE', ['input', 'itemId'], { message, state: 'WITHDRAWN', allowedStates: ['DRAFT'] })];
}

/** @param attempted what was to take the draft's place, which the writer gets back beside what stands; null: nothing was */
export function staleRefusals(item: LockedItem, version: number, attempted: ContentDocument | null): Refusal[] {
  if (item.draftVersion === version) return [];
  const { draftVersion: current, draft: stored } = item;
  const message = `The draft is at version ${current} now; you wrote to version ${version}. Put your change into what stands, and save with version ${current}.`;
  const both = { given: version, current, stored, ...(attempted === null ? {} : { attempted }) };
  return [refuse('STALE_VERSION', ['input', 'version'], { message, ...both })];
}
