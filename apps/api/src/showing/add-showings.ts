import type { INestApplicationContext } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import type { Clock } from '#domain';
import type { Logger, Metrics } from '#operations';
import { DatabaseClock, ShowingStore, UnitOfWork } from '#persistence';
import { DROP_REASONS, ShowingCollector, type ShowingReports } from './showing-collector.js';
import { addShowingsRoute } from './showings-route.js';

/** @param clock null: the database's, as this process measures it */
export function addShowings(
  app: INestApplicationContext,
  fastify: FastifyInstance,
  metrics: Metrics,
  { clock, logger }: { readonly clock: Clock | null; readonly logger: Logger },
): void {
  const collector = new ShowingCollector(
    app.get(UnitOfWork, { strict: false }),
    app.get(ShowingStore, { strict: false }),
    reportsOf(metrics, logger),
  );
  metrics.gauge(
    { name: 'showing_counts_waiting', help: 'Counts of showings in memory that are not in the database yet' },
    () => collector.size(),
  );
  addShowingsRoute(fastify, collector, clock ?? app.get(DatabaseClock, { strict: false }));
  fastify.addHook('onReady', (done) => {
    collector.start();
    done();
  });
  // No request is under way any more, and the database is still there.
  fastify.addHook('onClose', () => collector.stop());
}

function reportsOf(metrics: Metrics, logger: Logger): ShowingReports {
  const added = metrics.counter({ name: 'showings_added_total', help: 'Showings that were added to the sums' });
  const dropped = metrics.counter({
    name: 'showings_dropped_total',
    help: 'Showings that were not counted: no room in memory, too many batches at once, not on air around that day, or a fault',
    labels: ['reason'],
  });
  for (const reason of DROP_REASONS) dropped.inc({ reason }, 0);
  return {
    added: (showings) => added.inc(showings),
    dropped: (reason, showings) => dropped.inc({ reason }, showings),
    waits: () =>
      logger.warn('the database does not take counts of showings; they wait, and what is too much is dropped'),
    // The reason may hold what was reported.
    failed: () => logger.error('counts of showings could not be added and were let go'),
  };
}
