import { approvedLocales, type LocaleDecision, type RevisionState } from '../content/revision.js';
import type { ContentDocument, RightsWindow } from '../content/document.js';
import { invalidValue, refuse, type Refusal } from '../refusal.js';
import { consentRefusal, consentWindowGap, isLivedExperience, type ConsentScope } from '../takedown/consent.js';
import { offAirRefusal, type Removal } from '../takedown/removal.js';
import type { Locale } from '../text/locale.js';
import { covers, DAY_MS, formatInstant, type Instant } from '../time/instant.js';
import { earthWindow, intentRefusals, type WindowIntent, wallWindow } from '../time/window-intent.js';
import { AUDIENCE_PARTS_MAX, type Audience } from './audience.js';
import type { EntryTimes } from './entry-times.js';
import { freeLane, slotsCollide, type HeldSlot, type Slot } from './slot.js';

/** A playlist entry with what decides whether it may be shown. */
export interface EntryFacts {
  /** From 1. */
  readonly position: number;
  readonly revisionId: string;
  /** When it is shown inside the window. */
  readonly times: EntryTimes;
  readonly state: RevisionState;
  readonly document: ContentDocument;
  readonly decisions: readonly LocaleDecision[];
  /** True for an edit by staff that the partner has not accepted; left out: no such edit. */
  readonly awaitsPartner?: boolean;
  /** What stands over the revision, its item or its partner; left out or null: nothing does. */
  readonly removal?: Removal | null;
  /** The consent that stands; left out or null: none, and a story is not shown. */
  readonly consent?: ConsentScope | null;
}

/** A run that holds a slot, as a refusal names it. */
export interface SlotHolder extends HeldSlot {
  readonly runId: string;
  readonly campaignTitle: string;
}

export interface ScheduleQuestion {
  readonly campaignId: string;
  readonly slot: Slot;
  /** How many runs the surface shows at once; 1: it is exclusive. */
  readonly capacity: number;
  /** Regions of the run itself, inside those of its campaign; empty: all of them. */
  readonly runRegions: readonly string[];
  readonly campaignRegions: readonly string[];
  readonly entries: readonly EntryFacts[];
  /** What stands over the campaign; left out or null: nothing does. */
  readonly campaignRemoval?: Removal | null;
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
  const removal = question.campaignRemoval ?? null;
  const content = [
    ...(removal === null ? [] : [offAirRefusal(removal, [...path, 'campaignId'])]),
    ...playlistRefusals(question.campaignId, entries, path),
    ...runRegionsRefusals(question.runRegions, question.campaignRegions, [...path, 'regions']),
  ];
  const window = intentRefusals(slot.intent, [...path, 'window']);
  if (window.length > 0) return [...content, ...window];
  return [
    ...content,
    ...pastRefusals(slot.intent, question.now, [...path, 'window']),
    ...entries.flatMap((entry) => entryRefusals(entry, slot, [...path, 'playlist', String(entry.position)])),
    ...collisionRefusals(question, [...path, 'window']),
  ];
}

/** Why a run may not have regions of its own: no such codes, or outside of its campaign's audience. */
export function runRegionsRefusals(
  regions: readonly string[],
  campaignRegions: readonly string[],
  path: readonly string[],
): Refusal[] {
  if (regions.length > AUDIENCE_PARTS_MAX)
    return [invalidValue(path, `${regions.length} of them`, `at most ${AUDIENCE_PARTS_MAX}`)];
  const isIn = (region: string) => campaignRegions.length === 0 || campaignRegions.includes(region);
  const allowed =
    campaignRegions.length === 0
      ? 'ISO 3166-1 codes such as GB; an empty list means all of the campaign’s'
      : `regions of the campaign: ${campaignRegions.slice(0, 20).join(', ')}`;
  return regions
    .filter((region) => !/^[A-Z]{2}$/.test(region) || !isIn(region))
    .map((region) => invalidValue(path, region, allowed));
}

/** The audience of a run: its campaign's, in the run's own regions if it has some. */
export function runAudience(audience: Audience, runRegions: readonly string[]): Audience {
  return runRegions.length === 0 ? audience : { ...audience, regions: runRegions };
}

/** An entry by what decides whether it may be shown. */
type ShowableFacts = Pick<EntryFacts, 'state' | 'document' | 'decisions' | 'awaitsPartner' | 'removal' | 'consent'>;

/**
 * True when at least the default text, or any other, may be shown today: approved, not off the air, the partner's own or accepted by
 * them, and, if it is somebody's story, with their consent.
 */
export function isShowable(entry: ShowableFacts): boolean {
  return isShowableIn(entry, () => approvedLocales(entry.document, entry.decisions));
}

/** The same, for whoever knows its approved locales already. @param locales asked last, and only if nothing else stands in the way */
export function isShowableIn(entry: ShowableFacts, locales: () => readonly Locale[]): boolean {
  return (
    entry.state === 'APPROVED' &&
    (entry.removal ?? null) === null &&
    entry.awaitsPartner !== true &&
    ((entry.consent ?? null) !== null || !isLivedExperience(entry.document)) &&
    locales().length > 0
  );
}

function playlistRefusals(campaignId: string, entries: readonly EntryFacts[], path: readonly string[]): Refusal[] {
  const playlist = [...path, 'playlist'];
  const named = [
    ...removedRefusals(entries, playlist),
    ...editRefusals(entries, playlist),
    ...noConsentRefusals(entries, playlist),
  ];
  if (named.length > 0) return [...named, ...notApprovedRefusals(entries.filter(isNamedElsewhere), playlist)];
  if (!entries.some(isShowable)) {
    return [
      refuse('NOTHING_APPROVED', playlist, {
        message: `Nothing in the playlist is approved (${entries.length} entries). Put at least one approved revision into it.`,
        campaignId,
      }),
    ];
  }
  return notApprovedRefusals(entries, playlist);
}

function isNotEdit({ awaitsPartner }: EntryFacts): boolean {
  return awaitsPartner !== true;
}

function lacksConsent({ document, consent }: EntryFacts): boolean {
  return (consent ?? null) === null && isLivedExperience(document);
}

/** Those of which nothing else was said before their approval. */
function isNamedElsewhere(entry: EntryFacts): boolean {
  return (entry.removal ?? null) === null && isNotEdit(entry) && !lacksConsent(entry);
}

function removedRefusals(entries: readonly EntryFacts[], playlist: readonly string[]): Refusal[] {
  return entries.flatMap(({ position, removal }) =>
    (removal ?? null) === null ? [] : [offAirRefusal(removal!, [...playlist, String(position)])],
  );
}

function noConsentRefusals(entries: readonly EntryFacts[], playlist: readonly string[]): Refusal[] {
  return entries
    .filter((entry) => (entry.removal ?? null) === null && lacksConsent(entry))
    .map((entry) => consentRefusal(entry, 'NO_CONSENT', [...playlist, String(entry.position)]));
}

/** What staff edited is the partner's again only when they say so. */
function editRefusals(entries: readonly EntryFacts[], playlist: readonly string[]): Refusal[] {
  return entries
    .filter((entry) => !isNotEdit(entry))
    .map(({ position, revisionId }) =>
      refuse('EDIT_NOT_ACCEPTED', [...playlist, String(position)], {
        message: `Entry ${position} pins a text that staff edited, and its partner has not accepted the edit. Ask an OWNER or CONTRIBUTOR of the partner to call acceptEdit, or take it out.`,
        position,
        revisionId,
      }),
    );
}

function notApprovedRefusals(entries: readonly EntryFacts[], playlist: readonly string[]): Refusal[] {
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

function entryRefusals(entry: EntryFacts, slot: Slot, path: readonly string[]): Refusal[] {
  const days = dayCount(slot.intent);
  const beyond = entry.times.days.filter((day) => days !== null && day > days);
  if (days !== null && beyond.length > 0 && beyond.length === entry.times.days.length) {
    const allowed = `days from 1 to ${days}: the window has no others, and the entry would never be shown`;
    return [invalidValue([...path, 'days'], beyond.join(', '), allowed)];
  }
  return [...rightsRefusals(entry, slot, path), ...consentRefusals(entry, slot, path)];
}

/** Said of an entry that has a consent record; where none is, that was said before. */
function consentRefusals(entry: EntryFacts, slot: Slot, path: readonly string[]): Refusal[] {
  if ((entry.consent ?? null) === null) return [];
  const gap = consentWindowGap(entry, slot, shownIntent(entry.times, slot.intent));
  return gap === null ? [] : [consentRefusal(entry, gap, path)];
}

/** Days of a window that is given in dates on one wall clock; null: open, or counted otherwise for each viewer. */
function dayCount({ mode, start, end }: WindowIntent): number | null {
  if (mode !== 'VIEWER_LOCAL' || end === null || start.length > 10 || end.length > 10) return null;
  return (Date.parse(end) - Date.parse(start)) / DAY_MS + 1;
}

/** The part of a window in which an entry is shown: from its first to its last day where those are dates of everybody. */
function shownIntent({ days }: EntryTimes, intent: WindowIntent): WindowIntent {
  if (days.length === 0 || dayCount(intent) === null) return intent;
  const dateOf = (day: number) => formatInstant(Date.parse(intent.start) + (day - 1) * DAY_MS).slice(0, 10);
  const last = dateOf(Math.max(...days));
  return { ...intent, start: dateOf(Math.min(...days)), end: last < intent.end! ? last : intent.end };
}

function rightsRefusals(entry: EntryFacts, slot: Slot, path: readonly string[]): Refusal[] {
  const { rights } = entry.document;
  const { position, revisionId } = entry;
  const refusals: Refusal[] = [];
  if (!rightsCoverWindow(rights, shownIntent(entry.times, slot.intent))) {
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

function collisionRefusals({ slot, holders, capacity }: ScheduleQuestion, path: readonly string[]): Refusal[] {
  if (freeLane(slot, holders, capacity) !== null) return [];
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
