import { ORIGINS } from '#delivery';
import type { Metrics } from '#operations';
import type { Standby } from './standby.js';

/** What readiness says of a process besides its checks: where its programme is from, and how old it is. */
export function standbyState(standby: Standby): Readonly<Record<string, unknown>> {
  const { served } = standby;
  const ageMs = served.ageMs();
  return {
    installation: standby.installation(),
    programme: {
      version: served.whole()?.version ?? null,
      ageSeconds: ageMs === null ? null : Math.floor(ageMs / 1_000),
      freshness: served.freshness(),
      source: served.origin(),
    },
    database: databaseState(standby),
    denylist: denylistState(standby),
  };
}

function databaseState(standby: Standby): object {
  const silentMs = standby.databaseSilentMs();
  return { standing: standby.standing(), silentSeconds: silentMs === null ? null : Math.floor(silentMs / 1_000) };
}

function denylistState({ denylist }: Standby): object | null {
  const list = denylist?.list() ?? null;
  if (denylist === null || list === null) return null;
  const { serial, expiresAt } = list;
  return {
    serial,
    expiresAt: new Date(expiresAt).toISOString(),
    denied: denylist.subjects().length,
    notTakenDown: denylist.open().length,
  };
}

export function addStandbyGauges(standby: Standby, metrics: Metrics): void {
  const { served } = standby;
  metrics.gauge(
    { name: 'programme_version', help: 'Version of the programme in memory; 0: none yet' },
    () => served.whole()?.version ?? 0,
  );
  metrics.gauge(
    { name: 'programme_age_seconds', help: 'Since the programme was last found to be what the rows say; -1: never' },
    () => (served.ageMs() ?? -1_000) / 1_000,
  );
  metrics.gauge(
    { name: 'programme_is_evergreen_only', help: '1: too old, and only help, guides and evergreen are served' },
    () => {
      return served.whole() !== null && served.freshness() === 'EVERGREEN_ONLY' ? 1 : 0;
    },
  );
  for (const origin of ORIGINS)
    metrics.gauge(
      {
        name: `programme_from_${origin.toLowerCase()}`,
        help: `1: the programme that is served comes from the ${origin.toLowerCase()}`,
      },
      () => (served.origin() === origin ? 1 : 0),
    );
  addSnapshotGauges(standby, metrics);
  addFollowerCounters(standby, metrics);
  metrics.gauge(
    { name: 'denylist_entries', help: 'Things that are denied by a break-glass list' },
    () => standby.denylist?.subjects().length ?? 0,
  );
  metrics.gauge(
    {
      name: 'denylist_not_taken_down',
      help: 'Of those, what the database does not have off the air; above 0: take it down',
    },
    () => standby.denylist?.open().length ?? 0,
  );
  metrics.gauge(
    { name: 'database_is_cut_off', help: '1: other processes reach the database, and this one does not' },
    () => (standby.standing() === 'CUT_OFF' ? 1 : 0),
  );
}

function addFollowerCounters(standby: Standby, metrics: Metrics): void {
  const counts = () => standby.followed() ?? { whole: 0, steps: 0, refused: 0 };
  metrics.counter(
    { name: 'programme_wholes_taken_total', help: 'How often another process told its whole programme' },
    () => counts().whole,
  );
  metrics.counter(
    { name: 'programme_changes_taken_total', help: 'How often another process told what had changed' },
    () => counts().steps,
  );
  metrics.counter(
    {
      name: 'programme_changes_refused_total',
      help: 'How often what it told did not lead where it should, and everything was asked for',
    },
    () => counts().refused,
  );
}

function addSnapshotGauges(standby: Standby, metrics: Metrics): void {
  const counts = () => standby.snapshots?.counts() ?? { writes: 0, failures: 0, version: null };
  metrics.counter({ name: 'snapshot_writes_total', help: 'Snapshots written to disk' }, () => counts().writes);
  metrics.counter(
    { name: 'snapshot_write_failures_total', help: 'Snapshots that could not be written' },
    () => counts().failures,
  );
  metrics.gauge(
    { name: 'snapshot_version', help: 'Version of the last snapshot written; 0: none' },
    () => counts().version ?? 0,
  );
  metrics.counter({ name: 'snapshot_refused_total', help: 'Snapshots that were there at the start and not used' }, () =>
    [...standby.snapshotFaults()].reduce((sum, [fault, count]) => sum + (fault === 'MISSING' ? 0 : count), 0),
  );
}
