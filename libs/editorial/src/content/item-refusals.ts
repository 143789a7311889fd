import { refuse, type Refusal } from '#domain';
import type { LockedItem } from '#persistence';

export function withdrawnRefusals(item: LockedItem): Refusal[] {
  if (!item.isWithdrawn) return [];
  const message = 'The item was withdrawn and stays as it is. Create a new one to go on.';
  return [refuse('WRONG_STATE', ['input', 'itemId'], { message, state: 'WITHDRAWN', allowedStates: ['DRAFT'] })];
}

export function staleRefusals(item: LockedItem, version: number): Refusal[] {
  if (item.draftVersion === version) return [];
  const message = `The draft is at version ${item.draftVersion} now; you wrote to version ${version}. Read it again, put your change into it, and save with version ${item.draftVersion}.`;
  return [refuse('STALE_VERSION', ['input', 'version'], { message, given: version, current: item.draftVersion })];
}
