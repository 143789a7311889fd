import {
  contentHash,
  type ContentDocument,
  type EntryRow,
  type ProgrammeRows,
  type RevisionRow,
  type RunRow,
} from '#domain';

const SURFACES = ['discover', 'search', 'library'];
const RUNS = 12;
const REVISIONS = 8;
const DOCUMENT: ContentDocument = {
  kind: 'ARTICLE',
  topics: ['help_seeking'],
  ageMin: null,
  rights: { from: null, to: null, regions: [] },
  defaultLocale: 'en',
  localizations: { en: { title: 'On air', summary: null, body: 'Body.', contentNote: null, media: [] } },
};

/** For the specs of this folder: rows of a programme that is drawn, and what becomes of them; the same for the same seed. */
export class DrawnRows {
  private state: number;
  private readonly revisions: RevisionRow[];
  private touched = new Set<string>();

  constructor(seed: number) {
    this.state = Math.imul(seed, 0x9e37_79b1);
    this.revisions = Array.from({ length: REVISIONS }, (_, number) => this.revision(number));
  }

  below(count: number): number {
    this.state = (Math.imul(this.state ^ (this.state >>> 16), 0x45d9_f3b) + 0x9e37_79b9) | 0;
    return ((this.state ^ (this.state >>> 15)) >>> 0) % count;
  }

  chance(share: number): boolean {
    return this.below(1_000) < share * 1_000;
  }

  one<T>(values: readonly T[]): T {
    return values[this.below(values.length)]!;
  }

  shuffled<T>(values: readonly T[]): T[] {
    return values
      .map((value) => ({ value, place: this.below(1_000_000) }))
      .sort((a, b) => a.place - b.place)
      .map(({ value }) => value);
  }

  /** In the last change. */
  isTouched(runId: string): boolean {
    return this.touched.has(runId);
  }

  rows(version: number): ProgrammeRows {
    return {
      version,
      commonVersion: version,
      mark: `mark-${version}`,
      surfaces: SURFACES.map((slug) => ({ slug, capacity: 1 + this.below(2), changedVersion: version })),
      runs: Array.from({ length: RUNS }, (_, number) => this.run(number)).filter(() => this.chance(0.8)),
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
      const row = this.run(this.below(RUNS));
      this.touched.add(row.runId);
      if (this.chance(0.3)) kept.delete(row.runId);
      else kept.set(row.runId, row);
    }
    for (let count = this.below(3); count > 0; count -= 1) {
      const number = this.below(REVISIONS);
      this.revisions[number] = this.revision(number);
    }
    return {
      ...rows,
      version,
      commonVersion: this.chance(0.5) ? version : rows.commonVersion!,
      mark: `mark-${version}`,
      surfaces: rows.surfaces.map((row) => (this.chance(0.3) ? { ...row, changedVersion: version } : row)),
      runs: [...kept.values()].map((row) => ({ ...row, entries: row.entries.map((entry) => this.now(row, entry)) })),
      ...(this.chance(0.3) ? this.common() : {}),
    };
  }

  /** A revision is the same in every entry that pins it. */
  private now({ runId }: RunRow, entry: EntryRow): EntryRow {
    const facts = this.revisions.find(({ revisionId }) => revisionId === entry.revisionId)!;
    const after = { ...facts, position: entry.position, times: entry.times };
    if (JSON.stringify(entry) !== JSON.stringify(after)) this.touched.add(runId);
    return after;
  }

  private revision(number: number): RevisionRow {
    const document = { ...DOCUMENT, ageMin: this.one([null, 12, 16]) };
    return {
      revisionId: `revision-${number}`,
      itemId: `item-${number % 5}`,
      state: this.one(['APPROVED', 'APPROVED', 'APPROVED', 'WITHDRAWN']),
      document,
      decisions: [{ locale: 'en', contentHash: contentHash(document, 'en'), decision: 'APPROVED' }],
      removal: null,
      consent: null,
      partner: { slug: `partner-${number % 2}`, name: this.one(['A', 'B']), website: null },
    };
  }

  private run(number: number): RunRow {
    const at = (ms: number) => new Date(ms).toISOString();
    return {
      runId: `run-${number}`,
      state: this.one(['SCHEDULED', 'ACTIVE', 'RETIRED']),
      scheduleVersion: 1,
      campaignId: `campaign-${number}`,
      slug: `campaign-${number}`,
      surface: this.one(SURFACES),
      tier: this.one(['EVERGREEN', 'PROGRAMME', 'TAKEOVER']),
      audience: { regions: this.chance(0.3) ? ['GB'] : [], locales: [], platforms: [], appVersionMin: null },
      embargoed: this.chance(0.3),
      defaultLocale: 'en',
      texts: { en: { title: this.one(['A', 'B', 'C']), summary: null } },
      intent: { mode: 'INSTANT', zone: null, start: at(this.below(100)), end: at(100 + this.below(100)) },
      cutAt: this.chance(0.1) ? 150 : null,
      held: {},
      removal: null,
      entries: Array.from({ length: this.below(4) }, (_, index) => ({
        ...this.one(this.revisions),
        position: index + 1,
        times: { days: this.chance(0.2) ? [this.below(3) + 1] : [], weekdays: [], hours: null },
      })),
    };
  }

  private common(): Pick<ProgrammeRows, 'pauses' | 'partners'> {
    const some = [0, 1, 2, 3].filter(() => this.chance(0.5));
    return {
      pauses: some.map((number) => ({
        id: `pause-${number}`,
        regions: [],
        window: { start: this.below(5), end: null },
      })),
      partners: some.map((number) => ({ slug: `partner-${number}`, name: this.one(['A', 'B']), website: null })),
    };
  }
}
