import { audiencesMeet, EVERYBODY } from '../campaign/audience.js';
import { isShowable, rightsCoverWindow } from '../campaign/schedule-rules.js';
import { contentHash } from '../content/content-hash.js';
import type { ContentDocument } from '../content/document.js';
import { approvedLocales } from '../content/revision.js';
import { consentRefusal, consentWindowGap } from '../takedown/consent.js';
import { offAirRefusal, type Removal } from '../takedown/removal.js';
import { languageOf, type Locale } from '../text/locale.js';
import type { Window } from '../time/instant.js';
import { deriveWindow, earthWindow, FIRST_ZONE_ON_EARTH, LAST_ZONE_ON_EARTH } from '../time/window-intent.js';
import type { EntryRow, RunRow } from './programme-rows.js';
import { named, runFinding, type RehearsalFinding } from './rehearsal-finding.js';

/** `NOT_ASKED`: the operator did not allow this host to be asked, or it may not be; that says nothing of the file. */
export type MediaAnswer = 'REACHABLE' | 'UNREACHABLE' | 'NOT_ASKED';
export type MediaAnswers = ReadonlyMap<string, MediaAnswer>;

/** Everything that the rows themselves say of a run's playlist: approvals, rights, locales, files. */
export function contentFindings(row: RunRow, media: MediaAnswers): RehearsalFinding[] {
  const window = earthWindow(row.intent);
  const entries = [...row.entries].sort((a, b) => a.position - b.position);
  const perEntry = entries.flatMap((entry) => [
    ...approvalFindings(entry, window),
    ...consentFindings(entry, row, window),
    ...rightsFindings(entry, row, window),
    ...mediaFindings(entry, media, window),
  ]);
  const removed = (row.removal ?? null) === null ? [] : [removedFinding(row.removal!, window, null)];
  if (entries.some(isShowable)) return [...removed, ...perEntry, ...localeFindings(row, entries, window)];
  return [
    ...removed,
    ...perEntry,
    runFinding('PLAYLIST_EMPTY', {
      severity: 'RED',
      message: `None of the ${entries.length} entries may be shown, so the run would not go on air at all. Put an approved revision into its playlist, or cancel it.`,
      window,
    }),
  ];
}

function approvalFindings(entry: EntryRow, window: Window): RehearsalFinding[] {
  const { position, state, removal = null } = entry;
  if (removal !== null && removal.cause !== 'WITHDRAWAL') return [removedFinding(removal, window, position)];
  if (state === 'WITHDRAWN' || removal !== null) {
    const message = `Entry ${position} was withdrawn by its partner and is not shown. Give the run a playlist without it, or with another revision.`;
    return [runFinding('REVISION_WITHDRAWN', { message, window, position })];
  }
  if (state !== 'APPROVED') {
    const message = `Entry ${position} pins a revision that is ${state}, so it is not shown. Have it approved, or give the run another playlist.`;
    return [runFinding('REVISION_NOT_APPROVED', { message, window, position })];
  }
  if (entry.awaitsPartner === true) {
    const message = `Entry ${position} pins a text that staff edited and its partner has not accepted, so it is not shown. Ask the partner to call acceptEdit, or give the run another playlist.`;
    return [runFinding('REVISION_NOT_APPROVED', { message, window, position })];
  }
  const changed = changedLocales(entry);
  const findings = changed.map((locale) =>
    runFinding('REVISION_CHANGED', {
      message: `Entry ${position} in ${locale} is not the text that was approved, so it is not shown. A revision never changes by itself: find out who changed the rows, and have the text reviewed again.`,
      window,
      position,
      who: { locales: [locale] },
    }),
  );
  if (changed.length > 0 || isShowable(entry) || approvedLocales(entry.document, entry.decisions).length > 0)
    return findings;
  const message = `Entry ${position} is approved in no locale, so it is not shown. Have one approved, or give the run another playlist.`;
  return [runFinding('REVISION_NOT_APPROVED', { message, window, position })];
}

function removedFinding(removal: Removal, window: Window, position: number | null): RehearsalFinding {
  return runFinding('TAKEN_DOWN', {
    message: offAirRefusal(removal, []).message,
    window,
    ...(position !== null && { position }),
  });
}

/** Of a story: where nobody agreed to it, and from when they do not any more. */
function consentFindings(entry: EntryRow, row: RunRow, window: Window): RehearsalFinding[] {
  const gap = consentWindowGap(entry, row, row.intent);
  if (gap === null) return [];
  const { message } = consentRefusal(entry, gap, []);
  const start = gap === 'ENDS_TOO_EARLY' ? Math.max(window.start, entry.consent!.until) : window.start;
  return [runFinding('CONSENT_ENDS', { message, window: { start, end: window.end }, position: entry.position })];
}

/** Locales whose last decision is an approval, of another text than stands there. */
function changedLocales({ document, decisions }: EntryRow): Locale[] {
  return [...new Set(decisions.map(({ locale }) => locale))].filter((locale) => {
    const latest = decisions.findLast((decision) => decision.locale === locale);
    return latest?.decision === 'APPROVED' && latest.contentHash !== contentHash(document, locale);
  });
}

function rightsFindings(entry: EntryRow, row: RunRow, window: Window): RehearsalFinding[] {
  const { position, document } = entry;
  const { rights } = document;
  const findings: RehearsalFinding[] = [];
  if (!rightsCoverWindow(rights, row.intent)) {
    const message = `Entry ${position} may be shown from ${rights.from ?? 'ever'} through ${rights.to ?? 'ever'}, which does not cover the run from ${row.intent.start} to ${row.intent.end ?? 'no end'}. Ask the partner for longer rights, take the entry out, or shorten the run.`;
    findings.push(runFinding('RIGHTS_END', { message, window: withoutRights(document, row, window), position }));
  }
  const { regions } = row.audience;
  const missing = regions.filter((region) => !rights.regions.includes(region));
  if (rights.regions.length > 0 && (regions.length === 0 || missing.length > 0)) {
    const also = missing.length > 0 ? `also ${named(missing)}` : 'everywhere';
    const message = `Entry ${position} may be shown only in ${named(rights.regions)}; the run is meant for ${also}. Ask the partner for wider rights, take the entry out, or narrow the audience.`;
    findings.push(runFinding('RIGHTS_END', { message, window, position, who: { regions: missing } }));
  }
  return findings;
}

/** The part of the window without rights on Earth: behind their last day, before their first, or all of it for both. */
function withoutRights({ rights }: ContentDocument, { intent }: RunRow, window: Window): Window {
  const day = (date: string) => ({ mode: 'VIEWER_LOCAL', zone: null, start: date, end: date }) as const;
  const end = rights.to === null ? null : deriveWindow(day(rights.to), FIRST_ZONE_ON_EARTH).end;
  const begin = rights.from === null ? null : deriveWindow(day(rights.from), LAST_ZONE_ON_EARTH).start;
  const endsEarly = !rightsCoverWindow({ ...rights, from: null }, intent);
  const beginsLate = !rightsCoverWindow({ ...rights, to: null }, intent);
  return {
    start: endsEarly && !beginsLate ? Math.max(window.start, end!) : window.start,
    end: beginsLate && !endsEarly ? Math.min(window.end ?? Infinity, begin!) : window.end,
  };
}

/** A locale of the campaign's texts or of its audience is promised: a viewer who speaks it finds something in it. */
function localeFindings(row: RunRow, entries: readonly EntryRow[], window: Window): RehearsalFinding[] {
  const shown = entries.filter(isShowable).flatMap((entry) => approvedLocales(entry.document, entry.decisions));
  const promised = [...new Set([...Object.keys(row.texts), ...row.audience.locales])].sort();
  return promised
    .filter((locale) => !shown.some((one) => languageOf(one) === languageOf(locale)))
    .filter((locale) => audiencesMeet(row.audience, { ...EVERYBODY, locales: [locale] }))
    .map((locale) =>
      runFinding('LOCALE_MISSING', {
        message: `The run is promised in ${locale}, but none of its entries was approved in that language. Have a translation approved, or take ${locale} out of the campaign.`,
        window,
        who: { locales: [locale] },
      }),
    );
}

/** Every address of media and captions that a run would show, each once, in the order of the playlist. */
export function mediaUrls(row: RunRow): string[] {
  const entries = [...row.entries].sort((a, b) => a.position - b.position).filter(isShowable);
  return [...new Set(entries.flatMap(entryUrls))];
}

function entryUrls({ document, decisions }: EntryRow): string[] {
  return approvedLocales(document, decisions).flatMap((locale) =>
    document.localizations[locale]!.media.flatMap(({ url, captions }) => [url, ...captions.map((one) => one.url)]),
  );
}

function mediaFindings(entry: EntryRow, media: MediaAnswers, window: Window): RehearsalFinding[] {
  if (!isShowable(entry)) return [];
  return [...new Set(entryUrls(entry))]
    .filter((url) => media.get(url) === 'UNREACHABLE')
    .map((url) =>
      runFinding('MEDIA_UNREACHABLE', {
        message: `A file of entry ${entry.position} does not answer: ${url}. Ask the partner to restore it, or take the entry out.`,
        window,
        position: entry.position,
      }),
    );
}
