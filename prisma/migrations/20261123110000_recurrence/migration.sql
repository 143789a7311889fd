-- AlterTable
ALTER TABLE "run" ADD COLUMN     "observance_year" INTEGER,
ALTER COLUMN "created_by_id" DROP NOT NULL;

-- CreateTable
CREATE TABLE "observance" (
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "region" TEXT,
    "rule" JSONB NOT NULL,
    "duration_days" INTEGER NOT NULL,
    "overrides" JSONB NOT NULL,
    "source" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "observance_pkey" PRIMARY KEY ("slug")
);

-- CreateTable
CREATE TABLE "campaign_recurrence" (
    "campaign_id" UUID NOT NULL,
    "observance_slug" TEXT NOT NULL,
    "time_mode" "TimeMode" NOT NULL,
    "zone" TEXT,
    "lead_days" INTEGER NOT NULL,
    "since_year" INTEGER NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "campaign_recurrence_pkey" PRIMARY KEY ("campaign_id")
);

-- CreateTable
CREATE TABLE "run_approval" (
    "id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "schedule_version" INTEGER NOT NULL,
    "playlist_hash" TEXT NOT NULL,
    "approved_by_id" UUID NOT NULL,
    "approved_at" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT,

    CONSTRAINT "run_approval_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "campaign_recurrence_observance_slug_idx" ON "campaign_recurrence"("observance_slug");

-- CreateIndex
CREATE INDEX "run_approval_run_id_approved_at_idx" ON "run_approval"("run_id", "approved_at");

-- CreateIndex
CREATE UNIQUE INDEX "run_campaign_id_observance_year_key" ON "run"("campaign_id", "observance_year");

-- AddForeignKey
ALTER TABLE "campaign_recurrence" ADD CONSTRAINT "campaign_recurrence_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaign"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "campaign_recurrence" ADD CONSTRAINT "campaign_recurrence_observance_slug_fkey" FOREIGN KEY ("observance_slug") REFERENCES "observance"("slug") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run_approval" ADD CONSTRAINT "run_approval_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- From here on by hand: what Prisma's schema cannot say. Each has a test in test/database.

-- A run without anybody who planned it is one that a rule drafted.
ALTER TABLE "run" ADD CONSTRAINT "run_planned_or_drafted_check"
  CHECK ("created_by_id" IS NOT NULL OR "observance_year" IS NOT NULL);

ALTER TABLE "observance" ADD CONSTRAINT "observance_duration_days_check" CHECK ("duration_days" BETWEEN 1 AND 31);

-- Dates of a rule are wall dates: an instant has none. Only a zoned recurrence has a zone.
ALTER TABLE "campaign_recurrence" ADD CONSTRAINT "campaign_recurrence_zone_fits_mode_check"
  CHECK ("time_mode" <> 'INSTANT' AND ("time_mode" = 'ZONED') = ("zone" IS NOT NULL));
ALTER TABLE "campaign_recurrence" ADD CONSTRAINT "campaign_recurrence_lead_days_check" CHECK ("lead_days" BETWEEN 1 AND 400);
ALTER TABLE "campaign_recurrence" ADD CONSTRAINT "campaign_recurrence_since_year_check" CHECK ("since_year" BETWEEN 2000 AND 2199);

-- Written once, like decisions.
CREATE TRIGGER "run_approval_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "run_approval" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
