-- CreateTable
CREATE TABLE "helpline_version" (
    "slug" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "record" JSONB NOT NULL,
    "saved_at" TIMESTAMPTZ(3) NOT NULL,
    "saved_by_id" UUID,

    CONSTRAINT "helpline_version_pkey" PRIMARY KEY ("slug","version")
);

-- CreateTable
CREATE TABLE "help_override" (
    "id" UUID NOT NULL,
    "regions" TEXT[],
    "helpline" TEXT,
    "channel" TEXT,
    "replacement" JSONB,
    "message" JSONB NOT NULL,
    "reason" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "begun_by_id" UUID NOT NULL,
    "lifted_at" TIMESTAMPTZ(3),
    "lifted_by_id" UUID,

    CONSTRAINT "help_override_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "help_waiver" (
    "id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "region" TEXT NOT NULL,
    "language" TEXT,
    "rules" TEXT[],
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT NOT NULL,
    "signed_at" TIMESTAMPTZ(3) NOT NULL,
    "signed_by_id" UUID NOT NULL,

    CONSTRAINT "help_waiver_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "helpline_alarm" (
    "helpline" TEXT NOT NULL,
    "cause" TEXT NOT NULL,
    "due_on" DATE NOT NULL,
    "lead_days" INTEGER NOT NULL,
    "raised_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "helpline_alarm_pkey" PRIMARY KEY ("helpline","cause","due_on","lead_days")
);

-- CreateTable
CREATE TABLE "care_policy" (
    "id" INTEGER NOT NULL,
    "fresh_months" INTEGER NOT NULL,
    "two_always_open" TEXT NOT NULL,
    "open_window_days" INTEGER NOT NULL,

    CONSTRAINT "care_policy_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "help_override_ends_at_id_idx" ON "help_override"("ends_at", "id");

-- CreateIndex
CREATE INDEX "help_waiver_run_id_idx" ON "help_waiver"("run_id");

-- AddForeignKey
ALTER TABLE "help_waiver" ADD CONSTRAINT "help_waiver_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- From here on by hand: what Prisma's schema cannot say.

-- One row, as an operator chose it; without it the domain's defaults hold.
ALTER TABLE "care_policy" ADD CONSTRAINT "care_policy_one_row_check" CHECK ("id" = 1
  AND "fresh_months" BETWEEN 1 AND 12 AND "two_always_open" IN ('WARN', 'HARD') AND "open_window_days" BETWEEN 1 AND 365);

-- Undone by time itself, three days after it began at the latest; a replacement is of a helpline.
ALTER TABLE "help_override" ADD CONSTRAINT "help_override_window_check" CHECK ("ends_at" > "starts_at" AND "ends_at" <= "starts_at" + interval '72 hours'
  AND ("lifted_at" IS NULL) = ("lifted_by_id" IS NULL) AND cardinality("regions") > 0
  AND ("helpline" IS NOT NULL OR "channel" IS NULL AND "replacement" IS NULL));
CREATE FUNCTION "refuse_help_override_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD."lifted_at" IS NOT NULL
    OR to_jsonb(NEW) - ARRAY['lifted_at', 'lifted_by_id'] IS DISTINCT FROM to_jsonb(OLD) - ARRAY['lifted_at', 'lifted_by_id'] THEN
    RAISE EXCEPTION 'an override of help is lifted once, and never changed or removed' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "help_override_once" BEFORE UPDATE OR DELETE ON "help_override" FOR EACH ROW EXECUTE FUNCTION "refuse_help_override_change"();
CREATE TRIGGER "help_override_not_truncated" BEFORE TRUNCATE ON "help_override" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();

CREATE TRIGGER "help_waiver_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "help_waiver" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "helpline_version_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "helpline_version" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "helpline_alarm_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "helpline_alarm" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();

-- What stands is the first version that is known here.
INSERT INTO "helpline_version" ("slug", "version", "record", "saved_at", "saved_by_id")
SELECT "slug", 1, "record", "updated_at", NULL FROM "helpline";
