import { approvedLocales, type LocaleDecision, type RevisionState } from '../content/revision.js';
import type { ContentDocument, RightsWindow } from '../content/document.js';
import { refuse, type Refusal } from '../refusal.js';
import { covers, DAY_MS, formatInstant, type Instant } from '../time/instant.js';
import { earthWindow, intentRefusals, type WindowIntent, wallWindow } from '../time/window-intent.js';
import { slotsCollide, type Slot } from './slot.js';

/** A playlist entry with what decides whether it may be shown. */
export interface EntryFacts {
  /** From 1. */
  readonly position: number;
  readonly revisionId: string;
  readonly state: RevisionState;
  readonly document: ContentDocument;
  readonly decisions: readonly LocaleDecision[];
}

/** A run that holds a slot, as a refusal names it. */
export interface SlotHolder {
  readonly runId: string;
  readonly campaignTitle: string;
  readonly slot: Slot;
}

export interface ScheduleQuestion {
  readonly campaignId: string;
  readonly slot: Slot;
  /** False when the surface was declared shared: then nothing collides. */
  readonly surfaceExclusive: boolean;
  readonly entries: readonly EntryFacts[];
  /** Other runs that hold a slot of the surface; the run in question is not among them. */
  readonly holders: readonly SlotHolder[];
  readonly now: Instant;
}

/**
 * Every reason why a run may not be scheduled, all at once; empty: it may.
 *
 * @returns refusals whose paths start at `path`, the window's under `window` and the entries' under `playlist`
 */
export function scheduleRefusals(question: ScheduleQuestion, path: readonly string[]): Refusal[] {
  const { slot, entries } = question;
  const content = playlistRefusals(question.campaignId, entries, path);
  const window = intentRefusals(slot.intent, [...path, 'window']);
  if (window.length > 0) return [...content, ...window];
  return [
    ...content,
    ...pastRefusals(slot.intent, question.now, [...path, 'window']),
    ...entries.flatMap((entry) => rightsRefusals(entry, slot, [...path, 'playlist', String(entry.position)])),
    ...(question.surfaceExclusive ? collisionRefusals(slot, question.holders, [...path, 'window']) : []),
  ];
}

/** True when at least the default text, or any other, may be shown today: approved and not withdrawn. */
export function isShowable(entry: Pick<EntryFacts, 'state' | 'document' | 'decisions'>): boolean {
  return entry.state === 'APPROVED' && approvedLocales(entry.document, entry.decisions).length > 0;
}

function playlistRefusals(campaignId: string, entries: readonly EntryFacts[], path: readonly string[]): Refusal[] {
  const playlist = [...path, 'playlist'];
  if (!entries.some(isShowable)) {
    return [
      refuse('NOTHING_APPROVED', playlist, {
        message: `Nothing in the playlist is approved (${entries.length} entries). Put at least one approved revision into it.`,
        campaignId,
      }),
    ];
  }
  return entries
    .filter((entry) => !isShowable(entry))
    .map((entry) =>
      refuse('ENTRY_NOT_APPROVED', [...playlist, String(entry.position)], {
        message: `Entry ${entry.position} pins a revision that is ${entry.state}, not APPROVED. Have it approved, or take it out.`,
        position: entry.position,
        revisionId: entry.revisionId,
        state: entry.state,
      }),
    );
}

function pastRefusals(intent: WindowIntent, now: Instant, path: readonly string[]): Refusal[] {
  const { end } = earthWindow(intent);
  if (end === null || end > now) return [];
  return [
    refuse('WINDOW_PAST', [...path, 'end'], {
      message: `The window ended ${formatInstant(end)}, and it is ${formatInstant(now)} now. Give an end in the future.`,
      endsAt: end,
      now,
    }),
  ];
}

function rightsRefusals(entry: EntryFacts, slot: Slot, path: readonly string[]): Refusal[] {
  const { rights } = entry.document;
  const { position, revisionId } = entry;
  const refusals: Refusal[] = [];
  if (!rightsCoverWindow(rights, slot.intent)) {
    refusals.push(
      refuse('RIGHTS_DO_NOT_COVER_WINDOW', path, {
        message: `Entry ${position} may be shown from ${rights.from ?? 'ever'} through ${rights.to ?? 'ever'}, which does not cover the window ${slot.intent.start} to ${slot.intent.end ?? 'no end'}. Shorten the window, or ask the partner for longer rights.`,
        position,
        revisionId,
        from: rights.from,
        to: rights.to,
      }),
    );
  }
  const missing = regionsWithoutRights(rights, slot);
  if (missing !== null) {
    refusals.push(
      refuse('RIGHTS_DO_NOT_COVER_REGIONS', path, {
        message: `Entry ${position} may be shown only in ${rights.regions.join(', ')}; the audience is ${missing.length > 0 ? `also ${missing.join(', ')}` : 'everywhere'}. Narrow the audience, or ask the partner for wider rights.`,
        position,
        revisionId,
        missing,
      }),
    );
  }
  return refusals;
}

/**
 * Rights are wall dates wherever the viewer is. Against a viewer-local window they compare wall to wall. Against one
 * with instants they must hold in every zone: the first day must have begun everywhere, the last not have ended anywhere.
 */
export function rightsCoverWindow(rights: RightsWindow, intent: WindowIntent): boolean {
  const asIntent = (from: string, to: string | null): WindowIntent => ({
    mode: 'VIEWER_LOCAL',
    zone: null,
    start: from,
    end: to,
  });
  if (intent.mode === 'VIEWER_LOCAL')
    return covers(wallWindow(asIntent(rights.from ?? '2000-01-01', rights.to)), wallWindow(intent));
  const window = earthWindow(intent);
  const begunEverywhere =
    rights.from === null ? -Infinity : earthWindow(asIntent(rights.from, rights.from)).end! - DAY_MS;
  const endedNowhere = rights.to === null ? null : earthWindow(asIntent(rights.to, rights.to)).start + DAY_MS;
  return (
    window.start >= begunEverywhere && (endedNowhere === null || (window.end !== null && window.end <= endedNowhere))
  );
}

function regionsWithoutRights(rights: RightsWindow, slot: Slot): string[] | null {
  if (rights.regions.length === 0) return null;
  if (slot.audience.regions.length === 0) return [];
  const missing = slot.audience.regions.filter((region) => !rights.regions.includes(region));
  return missing.length > 0 ? missing : null;
}

function collisionRefusals(slot: Slot, holders: readonly SlotHolder[], path: readonly string[]): Refusal[] {
  return holders.filter((holder) => slotsCollide(slot, holder.slot)).map((holder) => slotTaken(holder, path));
}

/** The refusal that names the run which holds a slot, also when the database's constraint said it first. */
export function slotTaken(holder: SlotHolder, path: readonly string[]): Refusal {
  const window = earthWindow(holder.slot.intent);
  return refuse('SLOT_TAKEN', path, {
    message: `"${holder.campaignTitle}" (run ${holder.runId}) holds ${holder.slot.surface} on tier ${holder.slot.tier} for a meeting audience from ${formatInstant(window.start)} to ${window.end === null ? 'no end' : formatInstant(window.end)}. Choose other dates, another tier or audience, or move that run.`,
    runId: holder.runId,
    campaignTitle: holder.campaignTitle,
    startsAt: window.start,
    endsAt: window.end,
  });
}
