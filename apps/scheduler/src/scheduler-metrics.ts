import { SECOND_MS, TRANSITION_KINDS } from '#domain';
import { Metrics } from '#operations';
import type { RecordedBatch } from '#persistence';

/** On time is within a second; an hour and a day tell what an outage has cost. */
const LATENESS_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 60, 600, 3_600, 86_400];

export const LOOPS = ['record', 'relay', 'rehearse', 'draft', 'ledger', 'heads', 'purge', 'upkeep'] as const;
/**
 * `record`: transitions that are due; `relay`: events from the outbox; `rehearse`: runs before they air; `draft`: runs of campaigns
 * that come again; `ledger`: removals, kept apart from the database; `heads`: signed ends of the audit log; `purge`: what a cache is to forget; `upkeep`: zone data.
 */
export type Loop = (typeof LOOPS)[number];

/** What a scheduler counts. Ages are asked for at each scrape; what the database knows is set by the ticks. */
export class SchedulerMetrics {
  readonly all = new Metrics('scheduler');
  readonly backlog = this.all.gauge({
    name: 'due_runs',
    help: 'Runs that are due and not recorded; not 0 for long: recording does not get on.',
  });
  readonly helplinesOverdue = this.all.gauge({
    name: 'helplines_overdue',
    help: 'Helplines past the day by which they were to be verified, or past their last day without a successor; not 0: see helplinesDue.',
  });
  readonly auditHeadSeq = this.all.gauge({
    name: 'audit_head_seq',
    help: 'Place of the last audit entry whose hash this process has signed into AUDIT_HEADS_PATH.',
  });
  readonly setAside = this.all.gauge({
    name: 'runs_set_aside',
    help: 'Runs that cannot be recorded and are passed by; not 0: look into the log for their ids.',
  });
  private readonly zoneBoundaries = this.all.gauge({
    name: 'zone_boundaries',
    help: 'Boundaries that new zone data holds, or that PostgreSQL derives otherwise; not 0: look at zoneChanges.',
    labels: ['state'],
  });
  private readonly guideTexts = this.all.gauge({
    name: 'guide_texts_past_review',
    help: 'Texts of guides past their review-by date: still shown (overdue), or off the air for it (lapsed); not 0: look at guides.',
    labels: ['state'],
  });
  readonly outboxLagSeconds = this.all.gauge({
    name: 'outbox_lag_seconds',
    help: 'Age of the oldest event that was not relayed; high: a long transaction, or a sink that does not take it.',
  });
  readonly purgeLagSeconds = this.all.gauge({
    name: 'purge_lag_seconds',
    help: 'Age of the oldest event after which the cache at PURGE_URL was not told what to forget; high: it does not acknowledge.',
  });
  private readonly purgeFailures = this.all.counter({
    name: 'purge_failures_total',
    help: 'Calls of PURGE_URL that were not acknowledged; each is made again.',
  });
  private readonly purgedKeys = this.all.counter({
    name: 'purged_keys_total',
    help: 'Surrogate keys that the cache at PURGE_URL has acknowledged.',
  });
  private readonly transitions = this.all.counter({
    name: 'transitions_total',
    help: 'Transitions that this process recorded.',
    labels: ['kind'],
  });
  private readonly lateness = this.all.histogram(
    { name: 'transition_lateness_seconds', help: 'From the boundary to its recording, by the database clock.' },
    LATENESS_SECONDS,
  );
  private readonly ticks = this.all.counter({
    name: 'ticks_total',
    help: 'Ticks of the loops, by how they ended.',
    labels: ['loop', 'outcome'],
  });
  private readonly resyncs = this.all.counter({
    name: 'resyncs_total',
    help: 'Gaps between ticks above 2 s: the process slept, hung, or its clock was set.',
  });

  private readonly rehearsals = this.all.counter({
    name: 'rehearsals_total',
    help: 'Rehearsals by this process: green, red, or failed, which is tried again; red: look at the schedule.',
    labels: ['result'],
  });

  constructor() {
    for (const result of ['green', 'red', 'failed']) this.rehearsals.inc({ result }, 0);
    for (const kind of TRANSITION_KINDS) this.transitions.inc({ kind }, 0);
    for (const loop of LOOPS) for (const outcome of ['ok', 'failed']) this.ticks.inc({ loop, outcome }, 0);
  }

  /** @param read milliseconds; called at each scrape */
  addAge(loop: Loop, read: () => number): void {
    this.all.gauge(
      { name: `last_${loop}_tick_age_seconds`, help: `Since the last tick of the loop ${loop} that ended well.` },
      () => read() / SECOND_MS,
    );
  }

  /** @param read milliseconds; called at each scrape */
  addClockOffset(read: () => number): void {
    this.all.gauge(
      {
        name: 'clock_offset_seconds',
        help: 'Database clock minus the clock of this host; positive: this host is behind.',
      },
      () => read() / SECOND_MS,
    );
  }

  zones({ held, differs }: { readonly held: number; readonly differs: number }): void {
    this.zoneBoundaries.set({ state: 'held' }, held);
    this.zoneBoundaries.set({ state: 'differs' }, differs);
  }

  guides({ overdue, lapsed }: { readonly overdue: number; readonly lapsed: number }): void {
    this.guideTexts.set({ state: 'overdue' }, overdue);
    this.guideTexts.set({ state: 'lapsed' }, lapsed);
  }

  recorded({ transitions, happenedAt }: RecordedBatch): void {
    for (const { kind, meantAt } of transitions) {
      this.transitions.inc({ kind });
      this.lateness.observe((happenedAt - meantAt) / SECOND_MS);
    }
  }

  ticked(loop: Loop, outcome: 'ok' | 'failed'): void {
    this.ticks.inc({ loop, outcome });
  }

  rehearsed(result: 'green' | 'red' | 'failed'): void {
    this.rehearsals.inc({ result });
  }

  purged(keys: number): void {
    this.purgedKeys.inc(keys);
  }

  purgeFailed(): void {
    this.purgeFailures.inc();
  }

  resynced(): void {
    this.resyncs.inc();
  }
}
