import { contentHash } from '../content/content-hash.js';
import type { ContentDocument } from '../content/document.js';
import { TIERS } from '../campaign/tier.js';
import { DOCUMENT, instants, localDays, removal, runRow } from './programme-fixtures.js';
import type { Programme } from './programme.js';
import type { EntryRow, ProgrammeRows, RevisionRow, RunRow } from './programme-rows.js';

const SURFACES = ['discover', 'search', 'library'];

/** What answers come from: everything but the rows it was made of. */
export function air(programme: Programme): Omit<Programme, 'parts'> & { readonly parts: undefined } {
  return { ...programme, parts: undefined };
}

/** Draws, the same for the same seed. */
class Chance {
  private state: number;

  constructor(seed: number) {
    this.state = seed * 2_654_435_761;
  }

  chance = (share: number): boolean => this.next() < share;
  below = (count: number): number => Math.floor(this.next() * count);
  one = <T>(values: readonly T[]): T => values[this.below(values.length)]!;

  some<T>(make: (index: number) => T): T[] {
    return [0, 1, 2, 3].filter(() => this.chance(0.5)).map((index) => make(index));
  }

  shuffled = <T>(values: readonly T[]): T[] => {
    const left = [...values];
    for (let at = left.length - 1; at > 0; at -= 1) {
      const other = this.below(at + 1);
      [left[at], left[other]] = [left[other]!, left[at]!];
    }
    return left;
  };

  private next(): number {
    this.state = (Math.imul(this.state ^ (this.state >>> 15), 2_246_822_519) + 0x9e37_79b9) | 0;
    return ((this.state ^ (this.state >>> 13)) >>> 0) / 4_294_967_296;
  }
}

/** Random rows and changes of them, the same for the same seed. */
export class DrawnRows extends Chance {
  private readonly revisions = Array.from({ length: 8 }, (_, index) => this.revision(index));
  private touched = new Set<string>();

  /** In the last change. */
  isTouched(runId: string): boolean {
    return this.touched.has(runId);
  }

  private revision(number: number): RevisionRow {
    const isStory = this.chance(0.2);
    const document: ContentDocument = {
      ...DOCUMENT,
      topics: isStory ? ['lived_experience'] : ['help_seeking'],
      ageMin: this.one([null, 12, 16]),
    };
    return {
      revisionId: `revision-${number}`,
      itemId: `item-${number % 5}`,
      state: this.one(['APPROVED', 'APPROVED', 'APPROVED', 'WITHDRAWN']),
      document,
      decisions: ['en', 'es']
        .filter(() => this.chance(0.8))
        .map((locale) => ({ locale, contentHash: contentHash(document, locale), decision: 'APPROVED' as const })),
      awaitsPartner: this.chance(0.1),
      removal: this.chance(0.1) ? removal() : null,
      consent:
        isStory && this.chance(0.8)
          ? { regions: [], surfaces: this.chance(0.5) ? ['search'] : [], until: 5_000 }
          : null,
      partner: { slug: `partner-${number % 2}`, name: this.one(['A', 'B']), website: null },
    };
  }

  private times() {
    return { days: this.chance(0.2) ? [this.below(3) + 1] : [], weekdays: [], hours: null };
  }

  private entries(): EntryRow[] {
    return Array.from({ length: this.below(4) }, (_, index) => ({
      ...this.one(this.revisions),
      position: index + 1,
      times: this.times(),
    }));
  }

  private intent() {
    return this.one([
      instants(this.below(100), null),
      instants(this.below(100), 100 + this.below(100)),
      localDays('2026-09-10', `2026-09-1${this.below(9)}`),
      { mode: 'ZONED' as const, zone: this.one(['Europe/London', 'Mars/Olympus']), start: '2026-09-10', end: null },
    ]);
  }

  private run(number: number): RunRow {
    return {
      ...runRow({
        id: `run-${number}`,
        intent: this.intent(),
        surface: this.one(SURFACES),
        tier: this.one(TIERS),
        audience: { regions: this.chance(0.3) ? ['GB'] : [] },
        embargoed: this.chance(0.3),
        state: this.one(['SCHEDULED', 'ACTIVE', 'RETIRED']),
        entries: this.entries(),
      }),
      texts: { en: { title: this.one(['A', 'B', 'C']), summary: null } },
      cutAt: this.chance(0.1) ? 150 : null,
      removal: this.chance(0.1) ? removal({ subjectType: 'CAMPAIGN' }) : null,
    };
  }

  private common() {
    return {
      pauses: this.some((index) => ({
        id: `pause-${index}`,
        regions: [],
        window: { start: this.below(5), end: null },
      })),
      helpOnly: this.some((index) => ({
        id: `help-only-${index}`,
        regions: ['SG'],
        window: { start: this.below(5), end: null },
      })),
      partners: this.some((index) => ({ slug: `partner-${index}`, name: this.one(['A', 'B']), website: null })),
    };
  }

  rows(version: number): ProgrammeRows {
    return {
      version,
      commonVersion: version,
      mark: `mark-${version}`,
      surfaces: SURFACES.map((slug) => ({
        slug,
        capacity: 1 + this.below(2),
        changedVersion: this.below(version + 1),
      })),
      runs: Array.from({ length: 12 }, (_, index) => this.run(index)).filter(() => this.chance(0.8)),
      help: { helplines: [], emergency: [] },
      guides: [],
      ...this.common(),
    };
  }

  /** Some of everything becomes another, goes, or comes. */
  changed(rows: ProgrammeRows, version: number): ProgrammeRows {
    this.touched = new Set();
    const kept = new Map(rows.runs.map((row) => [row.runId, row]));
    for (let count = this.below(4); count > 0; count -= 1) {
      const row = this.run(this.below(12));
      this.touched.add(row.runId);
      if (this.chance(0.3)) kept.delete(row.runId);
      else kept.set(row.runId, row);
    }
    for (let count = this.below(3); count > 0; count -= 1) {
      const number = this.below(8);
      this.revisions[number] = this.revision(number);
    }
    // A revision is the same in every entry that pins it.
    const runs = [...kept.values()].map((row) => ({
      ...row,
      entries: row.entries.map((entry) => {
        const facts = this.revisions.find(({ revisionId }) => revisionId === entry.revisionId)!;
        const after = { ...facts, position: entry.position, times: entry.times };
        if (JSON.stringify(entry) !== JSON.stringify(after)) this.touched.add(row.runId);
        return after;
      }),
    }));
    return {
      ...rows,
      version,
      commonVersion: this.chance(0.5) ? version : rows.commonVersion!,
      mark: `mark-${version}`,
      surfaces: rows.surfaces.map((row) =>
        this.chance(0.3) ? { ...row, capacity: 1 + this.below(2), changedVersion: version } : row,
      ),
      runs,
      ...(this.chance(0.3) ? this.common() : {}),
    };
  }
}
