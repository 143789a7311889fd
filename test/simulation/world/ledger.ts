import type pg from 'pg';
import type { RunState, WindowIntent } from '#domain';
import type { OutboxEvent } from '#persistence';
import { overlapping, plainEarth } from './oracle.js';
import { STANDING, type StandingCampaign } from './fixture.js';

/** What does not hold; the play ends with it. */
export class Finding extends Error {
  override readonly name = 'Finding';
}

/** A run as its row says. */
export interface RunFact {
  readonly id: string;
  readonly campaign: StandingCampaign;
  readonly state: RunState;
  readonly version: number;
  readonly intent: WindowIntent;
  readonly start: number;
  readonly end: number | null;
  readonly by: string;
}

interface TransitionFact {
  readonly seq: number;
  readonly run: string;
  readonly version: number;
  readonly kind: 'ACTIVATED' | 'RETIRED';
  readonly meant: number;
  readonly happened: number;
}

type EventFact = Rows['events'][number];

interface Rows {
  readonly version: number;
  readonly runs: readonly (Omit<RunFact, 'campaign' | 'intent'> &
    Record<'slug' | 'mode' | 's' | 'e' | 'zone', string>)[];
  readonly transitions: readonly TransitionFact[];
  readonly events: readonly { pos: number; xid: string; id: string; type: string; run: string }[];
  readonly audits: readonly { seq: number; action: string; run: string; previous: string; hash: string }[];
}

const MS = (column: string) => `(extract(epoch FROM ${column}) * 1000)::float8`;
const LOOK = `SELECT json_build_object(
  'version', (SELECT version FROM programme_version),
  'runs', (SELECT coalesce(json_agg(json_build_object('id', r.id, 'slug', c.slug, 'state', r.state, 'version', r.schedule_version,
    'mode', r.time_mode, 'zone', r.zone, 's', r.intent_start, 'e', r.intent_end, 'start', ${MS('r.starts_at')},
    'end', ${MS('r.ends_at')}, 'by', r.created_by_id) ORDER BY r.id), '[]') FROM run r JOIN campaign c ON c.id = r.campaign_id),
  'transitions', (SELECT coalesce(json_agg(json_build_object('seq', seq, 'run', run_id, 'version', schedule_version, 'kind', kind,
    'meant', ${MS('meant_at')}, 'happened', ${MS('happened_at')}) ORDER BY seq), '[]') FROM transition WHERE seq <> ALL ($1::bigint[])),
  'events', (SELECT coalesce(json_agg(json_build_object('pos', pos, 'xid', xid::text, 'id', id, 'type', type, 'run', subject_id)
    ORDER BY pos), '[]')
    FROM outbox_event WHERE pos <> ALL ($2::bigint[])),
  'audits', (SELECT coalesce(json_agg(json_build_object('seq', seq, 'action', action, 'run', subject_id, 'previous', previous,
    'hash', hash) ORDER BY seq), '[]') FROM audit_entry WHERE seq <> ALL ($3::bigint[]))) AS rows`;

const AIRING: readonly RunState[] = ['SCHEDULED', 'ACTIVE'];

/** What was committed, commit by commit, and what must hold of each commit by itself and after those before it. */
export class Ledger {
  runs: readonly RunFact[] = [];
  version = 0;
  transitions = 0;
  /** The runs as they stood when a version of the programme was committed. */
  readonly byVersion = new Map<number, readonly RunFact[]>([[0, []]]);
  /** When it was committed, elapsed milliseconds. */
  readonly committedAt = new Map<number, number>([[0, 0]]);
  private readonly recorded: TransitionFact[] = [];
  private readonly windows = new Map<string, RunFact>();
  private readonly seen = { transitions: [] as number[], events: [] as number[], audits: [] as number[] };
  /** In the order in which they are to be relayed, by run. */
  private readonly events = new Map<string, readonly EventFact[]>();
  private readonly relayed = new Set<string>();
  private lastHash = '0'.repeat(64);

  constructor(
    private readonly side: pg.Client,
    private readonly clock: { readonly databaseHighest: number; readonly elapsed: number },
  ) {}

  /** Looks at the rows after a commit. @throws Finding */
  async look(): Promise<void> {
    const { transitions: t, events: e, audits: a } = this.seen;
    const { rows } = await this.side.query<{ rows: Rows }>(LOOK, [t, e, a]);
    const found = rows[0]!.rows;
    t.push(...found.transitions.map((row) => row.seq));
    e.push(...found.events.map((row) => row.pos));
    a.push(...found.audits.map((row) => row.seq));
    const before = new Map(this.runs.map((run) => [run.id, run]));
    this.runs = found.runs.map(({ slug, mode, zone, s, e: end, ...run }) => ({
      ...run,
      campaign: STANDING.find((campaign) => campaign.slug === slug)!,
      intent: { mode, zone, start: s, end } as WindowIntent,
    }));
    for (const run of this.runs) this.windows.set(`${run.id} ${run.version}`, run);
    for (const transition of found.transitions) this.take(transition, before.get(transition.run));
    this.compareStates(before, found);
    this.compareTold(found);
    this.refuseOverlaps();
    this.refuseRepeatedCommands();
    this.keepVersion(found, before);
  }

  private take(row: TransitionFact, before: RunFact | undefined): void {
    const what = `${name(row.run)} v${row.version} ${row.kind}`;
    const earlier = this.recorded.filter((one) => one.run === row.run && one.version === row.version);
    if (earlier.some((one) => one.kind === row.kind)) throw new Finding(`${what} is recorded twice`);
    if (row.kind === 'RETIRED' && earlier.length === 0) throw new Finding(`${what} before it was activated`);
    if (row.meant > row.happened) throw new Finding(`${what} is recorded before its boundary`);
    if (row.meant > this.clock.databaseHighest)
      throw new Finding(`${what} before its boundary by the database's clock`);
    if (row.happened > this.clock.databaseHighest) throw new Finding(`${what} says an instant that is still to come`);
    if (before === undefined || before.version !== row.version || !AIRING.includes(before.state))
      throw new Finding(`${what}, though the run was ${before?.state ?? 'absent'} v${before?.version ?? 0}`);
    const window = plainEarth(this.windows.get(`${row.run} ${row.version}`)!.intent);
    if (row.meant !== (row.kind === 'ACTIVATED' ? window.start : window.end))
      throw new Finding(`${what} at an instant that is no boundary of it`);
    this.recorded.push(row);
    this.transitions += 1;
  }

  /** States follow from transitions, and a schedule that changes gets a version. */
  private compareStates(before: ReadonlyMap<string, RunFact>, { transitions, events }: Rows): void {
    for (const { type, run } of events) {
      const state = this.runs.find((one) => one.id === run)?.state;
      if ((type === 'run.cancelled') !== (state === 'CANCELLED'))
        throw new Finding(`${name(run)} is ${state} after ${type}`);
    }
    for (const run of this.runs) {
      const old = before.get(run.id);
      const mine = transitions.filter((one) => one.run === run.id);
      const wanted = mine.at(-1)?.kind === 'RETIRED' ? 'RETIRED' : 'ACTIVE';
      if (mine.length > 0 && run.state !== wanted)
        throw new Finding(`${name(run.id)} is ${run.state} after ${mine.at(-1)!.kind}`);
      if (old === undefined || mine.length > 0) continue;
      const isMoved = old.start !== run.start || old.end !== run.end;
      if (isMoved && run.version === old.version)
        throw new Finding(`${name(run.id)} was moved and is still v${run.version}`);
      if (run.state === old.state || run.version !== old.version || run.state === 'CANCELLED') continue;
      throw new Finding(`${name(run.id)} went from ${old.state} to ${run.state} without a transition`);
    }
  }

  /** Rows, audit and events are one: each commit tells the same three times. */
  private compareTold({ transitions, events, audits }: Rows): void {
    const told = (list: readonly { type: string; run: string }[]) =>
      list
        .map((one) => `${one.type} ${name(one.run)}`)
        .sort()
        .join(', ');
    const rows = transitions.map(({ kind, run }) => ({
      type: kind === 'ACTIVATED' ? 'run.activated' : 'run.retired',
      run,
    }));
    const emitted = events.filter((one) => /^run\.(activated|retired)$/.test(one.type));
    if (told(rows) !== told(emitted)) throw new Finding(`the rows tell "${told(rows)}", the outbox "${told(emitted)}"`);
    const audited = audits.map(({ action, run }) => ({ type: action, run }));
    if (told(events) !== told(audited))
      throw new Finding(`the outbox tells "${told(events)}", the audit "${told(audited)}"`);
    for (const { seq, previous, hash } of audits) {
      if (previous !== this.lastHash) throw new Finding(`the audit entry ${seq} does not follow from the one before`);
      this.lastHash = hash;
    }
    for (const event of events) this.events.set(event.run, [...(this.events.get(event.run) ?? []), event]);
  }

  /** No two runs of an exclusive surface on one tier for a meeting audience have an instant in common that is still to come. */
  private refuseOverlaps(): void {
    const held = this.runs.filter((run) => AIRING.includes(run.state) && run.campaign.surface === 'discover');
    for (const [i, a] of held.entries())
      for (const b of held.slice(i + 1))
        if (overlapping(a, b, this.clock.databaseHighest))
          throw new Finding(`${name(a.id)} and ${name(b.id)} hold one slot`);
  }

  private refuseRepeatedCommands(): void {
    const by = new Set<string>();
    for (const run of this.runs) {
      if (by.has(run.by)) throw new Finding(`the command that made ${name(run.id)} had a second effect`);
      by.add(run.by);
    }
  }

  private keepVersion({ version }: Rows, before: ReadonlyMap<string, RunFact>): void {
    const isVisible = this.runs.some((run) => {
      const old = before.get(run.id);
      return old === undefined || old.version !== run.version || (old.state !== run.state && run.state === 'CANCELLED');
    });
    if (isVisible && version === this.version) throw new Finding(`a decision left the programme at version ${version}`);
    if (version === this.version) return;
    this.version = version;
    this.byVersion.set(version, this.runs);
    this.committedAt.set(version, this.clock.elapsed);
  }

  /** An event reached a sink. @throws Finding when one of the same run was committed before and did not reach it yet */
  reached({ id, type, subjectId }: OutboxEvent): void {
    const committed = (this.events.get(subjectId) ?? []).map((event) => event.id);
    const place = committed.indexOf(id);
    if (place === -1) throw new Finding(`${type} of ${name(subjectId)} was relayed and never committed`);
    if (!this.relayed.has(id) && committed.slice(0, place).some((earlier) => !this.relayed.has(earlier)))
      throw new Finding(`${type} of ${name(subjectId)} was relayed before what was committed earlier`);
    this.relayed.add(id);
  }

  /** What should have been done by now. @param due boundaries up to this instant of the database's clock */
  leftUndone(due: number): string | null {
    const late = this.runs.find(
      (run) =>
        (run.state === 'SCHEDULED' && run.start <= due) ||
        (run.state === 'ACTIVE' && run.end !== null && run.end <= due),
    );
    if (late !== undefined) return `${name(late.id)} is still ${late.state}, though its boundary is past`;
    for (const [run, events] of this.events)
      if (events.some(({ id }) => !this.relayed.has(id))) return `an event of ${name(run)} was never relayed`;
    return null;
  }
}

/** Enough of an id to find it again. */
export function name(id: string): string {
  return `run ${id.slice(-6)}`;
}
