-- Windows of viewer-local runs zone by zone, as one version of zone data derived them: so that a later one can be compared.
CREATE TABLE "run_zone_window" (
  "run_id" UUID NOT NULL,
  "schedule_version" INTEGER NOT NULL,
  "tzdata_version" TEXT NOT NULL,
  "windows" JSONB NOT NULL,
  CONSTRAINT "run_zone_window_pkey" PRIMARY KEY ("run_id")
);
ALTER TABLE "run_zone_window" ADD CONSTRAINT "run_zone_window_run_id_fkey"
  FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- What new zone data changed, held, or what PostgreSQL derives otherwise: the report for staff.
CREATE TYPE "ZoneOutcome" AS ENUM ('MOVED', 'HELD', 'DIFFERS');
CREATE TABLE "zone_change" (
  "id" UUID NOT NULL,
  "run_id" UUID NOT NULL,
  "schedule_version" INTEGER NOT NULL,
  "zone" TEXT NOT NULL,
  "boundary" TEXT NOT NULL,
  "before" TIMESTAMPTZ(3),
  "after" TIMESTAMPTZ(3),
  "from_version" TEXT NOT NULL,
  "to_version" TEXT NOT NULL,
  "outcome" "ZoneOutcome" NOT NULL,
  "reason" TEXT NOT NULL,
  "found_at" TIMESTAMPTZ(3) NOT NULL,
  "released_at" TIMESTAMPTZ(3),
  "released_by_id" UUID,
  CONSTRAINT "zone_change_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "zone_change_once_key" ON "zone_change"
  ("run_id", "schedule_version", "zone", "boundary", "to_version", "outcome");
CREATE INDEX "zone_change_found_at_id_idx" ON "zone_change"("found_at", "id");
CREATE INDEX "zone_change_held_idx" ON "zone_change"("run_id") WHERE "outcome" = 'HELD' AND "released_at" IS NULL;
ALTER TABLE "zone_change" ADD CONSTRAINT "zone_change_boundary_check" CHECK ("boundary" IN ('START', 'END'));
ALTER TABLE "zone_change" ADD CONSTRAINT "zone_change_run_id_fkey"
  FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
