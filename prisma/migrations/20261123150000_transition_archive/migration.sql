-- CreateTable
CREATE TABLE "transition_archive" (
    "seq" BIGINT NOT NULL,
    "run_id" UUID NOT NULL,
    "schedule_version" INTEGER NOT NULL,
    "kind" "TransitionKind" NOT NULL,
    "meant_at" TIMESTAMPTZ(3) NOT NULL,
    "happened_at" TIMESTAMPTZ(3) NOT NULL,
    "answerable_at" TIMESTAMPTZ(3),
    "missed" BOOLEAN NOT NULL,
    "archived_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "transition_archive_pkey" PRIMARY KEY ("seq")
);

-- CreateIndex
CREATE UNIQUE INDEX "transition_archive_run_id_schedule_version_kind_key" ON "transition_archive"("run_id", "schedule_version", "kind");

-- AddForeignKey
ALTER TABLE "transition_archive" ADD CONSTRAINT "transition_archive_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- From here on by hand: what Prisma's schema cannot say. Each has a test in test/database/archive.spec.ts.

CREATE TRIGGER "transition_archive_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "transition_archive" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();

-- A transition leaves its table only into the archive. No role and no setting opens that door: whoever deletes, every row
-- that is gone has to stand in the archive to the letter, be older than 400 days, and belong to a run that is over (a
-- state that no run leaves, so that no scheduler will look for it again). The trigger comes after the statement, so that
-- one statement can do both. Whole rows are compared, so that a column that transition gets later, and the archive does
-- not, makes archiving fail instead of losing what it says.
CREATE FUNCTION "refuse_transition_loss"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  lost BIGINT;
BEGIN
  SELECT g."seq" INTO lost FROM gone g
  WHERE g."happened_at" > now() - INTERVAL '400 days'
    OR NOT EXISTS (SELECT 1 FROM "run" r WHERE r."id" = g."run_id" AND r."state" IN ('RETIRED', 'CANCELLED'))
    OR NOT EXISTS (
      SELECT 1 FROM "transition_archive" a
      WHERE a."seq" = g."seq" AND to_jsonb(a) - 'archived_at' = to_jsonb(g))
  LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'transition is append-only: DELETE refused of %, which is not in the archive, younger than 400 days, or of a run that is not over', lost
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;

DROP TRIGGER "transition_append_only" ON "transition";
CREATE TRIGGER "transition_append_only" BEFORE UPDATE OR TRUNCATE ON "transition" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "transition_leaves_into_archive" AFTER DELETE ON "transition"
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION "refuse_transition_loss"();

-- Moves what happened before an instant, of runs that are over, among the numbers from (inclusive) to (exclusive), in one
-- statement. Returns how many. An instant younger than 400 days is refused as a whole.
CREATE FUNCTION "archive_transitions"(before TIMESTAMPTZ, first_seq BIGINT, end_seq BIGINT) RETURNS BIGINT LANGUAGE plpgsql AS $$
DECLARE
  moved BIGINT;
BEGIN
  IF before > now() - INTERVAL '400 days' THEN
    RAISE EXCEPTION 'transitions are archived when they are older than 400 days: those before % are not', before
      USING ERRCODE = 'restrict_violation';
  END IF;
  WITH gone AS (
    DELETE FROM "transition" t USING "run" r
    WHERE t."seq" >= first_seq AND t."seq" < end_seq AND t."happened_at" < before
      AND r."id" = t."run_id" AND r."state" IN ('RETIRED', 'CANCELLED')
    RETURNING t."seq", t."run_id", t."schedule_version", t."kind", t."meant_at", t."happened_at", t."answerable_at", t."missed"
  )
  INSERT INTO "transition_archive" ("seq", "run_id", "schedule_version", "kind", "meant_at", "happened_at", "answerable_at", "missed", "archived_at")
  SELECT "seq", "run_id", "schedule_version", "kind", "meant_at", "happened_at", "answerable_at", "missed", now() FROM gone;
  GET DIAGNOSTICS moved = ROW_COUNT;
  RETURN moved;
END $$;
