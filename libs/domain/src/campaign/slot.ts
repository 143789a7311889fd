import { languageOf } from '../text/locale.js';
import { overlaps, type Window } from '../time/instant.js';
import { PLATFORMS } from '../time/viewer.js';
import { earthWindow, wallWindow, type WindowIntent } from '../time/window-intent.js';
import { audiencesMeet, type Audience } from './audience.js';
import type { Tier } from './tier.js';

/** What a scheduled run holds of a surface: in its place no other of the same tier and a meeting audience may overlap it. */
export interface Slot {
  readonly surface: string;
  readonly tier: Tier;
  readonly audience: Audience;
  readonly intent: WindowIntent;
}

/**
 * True when two slots cannot both be held. Two viewer-local windows meet when their wall clocks do, so that neighbours
 * ("10 to 16", "17 to 20") hand over at each viewer's own midnight; a viewer-local and another one when the other lies
 * within the hours on Earth of the first. The database holds the same rule as an exclusion constraint.
 */
export function slotsCollide(a: Slot, b: Slot): boolean {
  return (
    a.surface === b.surface &&
    a.tier === b.tier &&
    audiencesMeet(a.audience, b.audience) &&
    overlaps(...comparable(a.intent, b.intent))
  );
}

/**
 * The first place of a surface, from 1 to its capacity, that a slot could be held in; null: all are taken. An exclusive
 * surface has one place.
 */
export function freeLane(slot: Slot, held: readonly HeldSlot[], capacity: number): number | null {
  const taken = new Set(held.filter((other) => slotsCollide(slot, other.slot)).map(({ lane }) => lane));
  for (let lane = 1; lane <= capacity; lane += 1) if (!taken.has(lane)) return lane;
  return null;
}

/** A slot with the place in which it is held. */
export interface HeldSlot {
  readonly slot: Slot;
  /** From 1. */
  readonly lane: number;
}

function comparable(a: WindowIntent, b: WindowIntent): [Window, Window] {
  const bothLocal = a.mode === 'VIEWER_LOCAL' && b.mode === 'VIEWER_LOCAL';
  return bothLocal ? [wallWindow(a), wallWindow(b)] : [earthWindow(a), earthWindow(b)];
}

/** A half-open range of whole numbers. */
export type CodeRange = readonly [from: number, to: number];
const EVERY_CODE: readonly CodeRange[] = [[0, 1_000_000]];

/** An audience as sets of numbers, in which "everybody" overlaps each part: what the exclusion constraint compares. */
export interface AudienceRanges {
  readonly regions: readonly CodeRange[];
  readonly languages: readonly CodeRange[];
  readonly platforms: readonly CodeRange[];
}

export function audienceRanges(audience: Audience): AudienceRanges {
  return {
    regions: codeRanges(audience.regions.map(letterCode)),
    languages: codeRanges(audience.locales.map((locale) => letterCode(languageOf(locale)))),
    platforms: codeRanges(audience.platforms.map((platform) => PLATFORMS.indexOf(platform))),
  };
}

function codeRanges(codes: readonly number[]): readonly CodeRange[] {
  if (codes.length === 0) return EVERY_CODE;
  return [...new Set(codes)].sort((a, b) => a - b).map((code): CodeRange => [code, code + 1]);
}

/** A code of up to four Latin letters as one number, without collisions: `GB` and `gb` alike. */
function letterCode(code: string): number {
  return Array.from(code.toLowerCase().slice(0, 4)).reduce((sum, letter) => sum * 27 + (letter.charCodeAt(0) - 96), 0);
}
