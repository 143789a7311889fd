import { ORIGINS } from '#delivery';
import type { Metrics } from '#operations';
import type { Standby } from './standby.js';

/** What readiness says of a process besides its checks: where its programme is from, and how old it is. */
export function standbyState(standby: Standby): Readonly<Record<string, unknown>> {
  const { served } = standby;
  const ageMs = served.ageMs();
  return {
    programme: {
      version: served.whole()?.version ?? null,
      ageSeconds: ageMs === null ? null : Math.floor(ageMs / 1_000),
      freshness: served.freshness(),
      source: served.origin(),
    },
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
