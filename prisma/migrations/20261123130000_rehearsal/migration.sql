-- CreateEnum
CREATE TYPE "RehearsalKind" AS ENUM ('SEVEN_DAYS', 'ONE_DAY', 'ONE_HOUR', 'ASKED');

-- CreateTable
CREATE TABLE "rehearsal" (
    "id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "schedule_version" INTEGER NOT NULL,
    "kind" "RehearsalKind" NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "rehearsed_at" TIMESTAMPTZ(3) NOT NULL,
    "programme_version" BIGINT NOT NULL,
    "is_green" BOOLEAN NOT NULL,
    "findings" JSONB NOT NULL,
    "findings_left_out" INTEGER NOT NULL,

    CONSTRAINT "rehearsal_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "rehearsal_run_id_rehearsed_at_idx" ON "rehearsal"("run_id", "rehearsed_at");

-- AddForeignKey
ALTER TABLE "rehearsal" ADD CONSTRAINT "rehearsal_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- From here on by hand: what Prisma's schema cannot say. Each has a test in test/database.

-- Each timed rehearsal of a schedule is recorded once, however many schedulers are at it; people may ask again and again.
CREATE UNIQUE INDEX "rehearsal_timed_once_idx" ON "rehearsal" ("run_id", "schedule_version", "kind") WHERE "kind" <> 'ASKED';

-- What was found stays found: a rehearsal is never changed or removed.
CREATE TRIGGER "rehearsal_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "rehearsal" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
