-- Entries with days and hours of their own.
ALTER TABLE "playlist_entry"
  ADD COLUMN "days" INTEGER[] NOT NULL DEFAULT '{}',
  ADD COLUMN "weekdays" INTEGER[] NOT NULL DEFAULT '{}',
  ADD COLUMN "hours_from" TEXT,
  ADD COLUMN "hours_to" TEXT;
ALTER TABLE "playlist_entry" ADD CONSTRAINT "playlist_entry_hours_whole_check"
  CHECK (("hours_from" IS NULL) = ("hours_to" IS NULL));

-- Runs of one campaign in different regions; when the schedule that stands was decided.
ALTER TABLE "run"
  ADD COLUMN "regions" TEXT[] NOT NULL DEFAULT '{}',
  ADD COLUMN "scheduled_at" TIMESTAMPTZ(3),
  ADD COLUMN "cut_at" TIMESTAMPTZ(3);

-- What was first possible, beside what was meant and what happened; and what nobody was there to record.
ALTER TABLE "transition"
  ADD COLUMN "answerable_at" TIMESTAMPTZ(3),
  ADD COLUMN "missed" BOOLEAN NOT NULL DEFAULT false;

-- Shared surfaces say how many runs are on air at once.
ALTER TABLE "surface" ADD COLUMN "capacity" INTEGER NOT NULL DEFAULT 1;
UPDATE "surface" SET "capacity" = 3 WHERE NOT "exclusive";
ALTER TABLE "surface" ADD CONSTRAINT "surface_capacity_check"
  CHECK ("capacity" BETWEEN 1 AND 20 AND ("exclusive" = ("capacity" = 1)));

-- A place on a surface is a lane; in each lane the old rule holds.
ALTER TABLE "slot" ADD COLUMN "lane" INTEGER NOT NULL DEFAULT 1;
ALTER TABLE "slot" DROP CONSTRAINT "slot_viewer_local_excl";
ALTER TABLE "slot" DROP CONSTRAINT "slot_same_instants_excl";
ALTER TABLE "slot" DROP CONSTRAINT "slot_across_modes_excl";
ALTER TABLE "slot" ADD CONSTRAINT "slot_viewer_local_excl" EXCLUDE USING gist (
  "surface_slug" WITH =, "lane" WITH =, "tier" WITH =, "regions" WITH &&, "languages" WITH &&, "platforms" WITH &&,
  "wall" WITH &&
) WHERE ("viewer_local");
ALTER TABLE "slot" ADD CONSTRAINT "slot_same_instants_excl" EXCLUDE USING gist (
  "surface_slug" WITH =, "lane" WITH =, "tier" WITH =, "regions" WITH &&, "languages" WITH &&, "platforms" WITH &&,
  "during" WITH &&
) WHERE (NOT "viewer_local");
ALTER TABLE "slot" ADD CONSTRAINT "slot_across_modes_excl" EXCLUDE USING gist (
  "surface_slug" WITH =, "lane" WITH =, "tier" WITH =, "regions" WITH &&, "languages" WITH &&, "platforms" WITH &&,
  "during" WITH &&, (CASE WHEN "viewer_local" THEN 1 ELSE 0 END) WITH <>
);

-- Suspensions of everything but the crisis tier, and what became of the runs that they touched.
CREATE TABLE "pause" (
  "id" UUID NOT NULL,
  "regions" TEXT[] NOT NULL,
  "reason" TEXT NOT NULL,
  "paused_at" TIMESTAMPTZ(3) NOT NULL,
  "paused_by_id" UUID NOT NULL,
  "until" TIMESTAMPTZ(3),
  "resumed_at" TIMESTAMPTZ(3),
  "resumed_by_id" UUID,
  CONSTRAINT "pause_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "pause_paused_at_id_idx" ON "pause"("paused_at", "id");
CREATE INDEX "pause_open_idx" ON "pause"("until") WHERE "resumed_at" IS NULL;
ALTER TABLE "pause" ADD CONSTRAINT "pause_resumed_whole_check" CHECK (("resumed_at" IS NULL) = ("resumed_by_id" IS NULL));

CREATE TYPE "ResumeChoice" AS ENUM ('CONTINUE', 'SHORTEN', 'RETIRE');
CREATE TABLE "pause_resumption" (
  "pause_id" UUID NOT NULL,
  "run_id" UUID NOT NULL,
  "choice" "ResumeChoice" NOT NULL,
  CONSTRAINT "pause_resumption_pkey" PRIMARY KEY ("pause_id", "run_id")
);
ALTER TABLE "pause_resumption" ADD CONSTRAINT "pause_resumption_pause_id_fkey"
  FOREIGN KEY ("pause_id") REFERENCES "pause"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "pause_resumption" ADD CONSTRAINT "pause_resumption_run_id_fkey"
  FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
CREATE TRIGGER "pause_resumption_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "pause_resumption"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
