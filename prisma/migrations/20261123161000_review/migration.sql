-- CreateEnum
CREATE TYPE "RejectionCode" AS ENUM ('UNSAFE_MESSAGING', 'METHOD_OR_PLACE', 'NO_WAY_TO_HELP', 'PRIVACY', 'CONSENT', 'RIGHTS', 'NOT_ACCURATE', 'NOT_ACCESSIBLE', 'OFF_TOPIC', 'OTHER');

-- CreateEnum
CREATE TYPE "AppealOutcome" AS ENUM ('UPHELD', 'GRANTED');

-- AlterTable
ALTER TABLE "decision" ADD COLUMN     "code" "RejectionCode";

-- AlterTable
ALTER TABLE "revision" ADD COLUMN     "edited_from_id" UUID;

-- CreateTable
CREATE TABLE "sign_off" (
    "id" UUID NOT NULL,
    "revision_id" UUID NOT NULL,
    "locale" TEXT NOT NULL,
    "content_hash" TEXT NOT NULL,
    "member_id" UUID NOT NULL,
    "role" "Role" NOT NULL,
    "findings" JSONB NOT NULL,
    "reason" TEXT,
    "signed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sign_off_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "media_attestation" (
    "id" UUID NOT NULL,
    "media_hash" TEXT NOT NULL,
    "member_id" UUID NOT NULL,
    "shows" JSONB NOT NULL,
    "attested_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "media_attestation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "review" (
    "revision_id" UUID NOT NULL,
    "assignee_id" UUID,
    "assigned_at" TIMESTAMPTZ(3),
    "due_at" TIMESTAMPTZ(3),
    "open_locales" TEXT[] DEFAULT ARRAY[]::TEXT[],

    CONSTRAINT "review_pkey" PRIMARY KEY ("revision_id")
);

-- CreateTable
CREATE TABLE "review_skip" (
    "revision_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "skipped_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "review_skip_pkey" PRIMARY KEY ("revision_id","member_id")
);

-- CreateTable
CREATE TABLE "reviewer_care" (
    "member_id" UUID NOT NULL,
    "daily_max" INTEGER,
    "zone" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "reviewer_care_pkey" PRIMARY KEY ("member_id")
);

-- CreateTable
CREATE TABLE "conflict" (
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "partner_id" UUID NOT NULL,
    "reason" TEXT NOT NULL,
    "declared_by_id" UUID NOT NULL,
    "declared_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_by_id" UUID,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "conflict_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "edit_response" (
    "revision_id" UUID NOT NULL,
    "is_accepted" BOOLEAN NOT NULL,
    "reason" TEXT,
    "responded_by_id" UUID NOT NULL,
    "responded_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "edit_response_pkey" PRIMARY KEY ("revision_id")
);

-- CreateTable
CREATE TABLE "appeal" (
    "id" UUID NOT NULL,
    "revision_id" UUID NOT NULL,
    "text" TEXT NOT NULL,
    "appealed_by_id" UUID NOT NULL,
    "appealed_at" TIMESTAMPTZ(3) NOT NULL,
    "outcome" "AppealOutcome",
    "reason" TEXT,
    "decided_by_id" UUID,
    "decided_at" TIMESTAMPTZ(3),

    CONSTRAINT "appeal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "partner_policy" (
    "partner_id" UUID NOT NULL,
    "pack_ids" TEXT[],
    "reason" TEXT NOT NULL,
    "chosen_by_id" UUID NOT NULL,
    "chosen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "partner_policy_pkey" PRIMARY KEY ("partner_id")
);

-- CreateIndex
CREATE INDEX "sign_off_member_id_signed_at_idx" ON "sign_off"("member_id", "signed_at");

-- CreateIndex
CREATE UNIQUE INDEX "sign_off_once_key" ON "sign_off"("revision_id", "locale", "content_hash", "member_id");

-- CreateIndex
CREATE INDEX "media_attestation_media_hash_idx" ON "media_attestation"("media_hash");

-- CreateIndex
CREATE INDEX "review_assignee_id_idx" ON "review"("assignee_id");

-- CreateIndex
CREATE INDEX "conflict_partner_id_idx" ON "conflict"("partner_id");

-- CreateIndex
CREATE UNIQUE INDEX "appeal_revision_id_key" ON "appeal"("revision_id");

-- CreateIndex
CREATE INDEX "revision_edited_from_id_idx" ON "revision"("edited_from_id");

-- AddForeignKey
ALTER TABLE "revision" ADD CONSTRAINT "revision_edited_from_id_fkey" FOREIGN KEY ("edited_from_id") REFERENCES "revision"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sign_off" ADD CONSTRAINT "sign_off_revision_id_fkey" FOREIGN KEY ("revision_id") REFERENCES "revision"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "review" ADD CONSTRAINT "review_revision_id_fkey" FOREIGN KEY ("revision_id") REFERENCES "revision"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "review_skip" ADD CONSTRAINT "review_skip_revision_id_fkey" FOREIGN KEY ("revision_id") REFERENCES "revision"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "conflict" ADD CONSTRAINT "conflict_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "edit_response" ADD CONSTRAINT "edit_response_revision_id_fkey" FOREIGN KEY ("revision_id") REFERENCES "revision"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "appeal" ADD CONSTRAINT "appeal_revision_id_fkey" FOREIGN KEY ("revision_id") REFERENCES "revision"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "partner_policy" ADD CONSTRAINT "partner_policy_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- From here on by hand: what Prisma's schema cannot say. Each has a test in test/database.

-- Written once, like decisions.
CREATE TRIGGER "sign_off_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "sign_off" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "media_attestation_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "media_attestation" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "edit_response_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "edit_response" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();

-- A code belongs to a rejection.
ALTER TABLE "decision" ADD CONSTRAINT "decision_code_fits_check" CHECK ("code" IS NULL OR "decision" = 'REJECTED');

-- Four eyes, also past the program: whoever handed a revision in signs nothing of it.
CREATE FUNCTION "refuse_own_sign_off"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM "revision" WHERE "id" = NEW."revision_id" AND "submitted_by_id" = NEW."member_id") THEN
    RAISE EXCEPTION 'whoever handed a revision in does not sign it' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "sign_off_four_eyes" BEFORE INSERT ON "sign_off" FOR EACH ROW EXECUTE FUNCTION "refuse_own_sign_off"();

-- Only an edit by staff is accepted or declined.
CREATE FUNCTION "refuse_response_without_edit"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM "revision" WHERE "id" = NEW."revision_id" AND "edited_from_id" IS NULL) THEN
    RAISE EXCEPTION 'only an edit by staff is accepted or declined' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "edit_response_fits" BEFORE INSERT ON "edit_response" FOR EACH ROW EXECUTE FUNCTION "refuse_response_without_edit"();

-- Where an edit came from is a part of the revision that never changes.
CREATE OR REPLACE FUNCTION "refuse_revision_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR (NEW."facts", NEW."item_id", NEW."number", NEW."submitted_by_id", NEW."submitted_at", NEW."edited_from_id")
    IS DISTINCT FROM (OLD."facts", OLD."item_id", OLD."number", OLD."submitted_by_id", OLD."submitted_at", OLD."edited_from_id") THEN
    RAISE EXCEPTION 'a revision never changes but for its state' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

-- An appeal is decided once, whole, and not by who made it.
ALTER TABLE "appeal" ADD CONSTRAINT "appeal_decided_whole_check"
  CHECK (("outcome" IS NULL) = ("decided_by_id" IS NULL) AND ("outcome" IS NULL) = ("decided_at" IS NULL) AND "decided_by_id" IS DISTINCT FROM "appealed_by_id");
CREATE FUNCTION "refuse_appeal_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD."outcome" IS NOT NULL OR (NEW."id", NEW."revision_id", NEW."text", NEW."appealed_by_id", NEW."appealed_at")
    IS DISTINCT FROM (OLD."id", OLD."revision_id", OLD."text", OLD."appealed_by_id", OLD."appealed_at") THEN
    RAISE EXCEPTION 'an appeal is made once and decided once' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "appeal_once" BEFORE UPDATE OR DELETE ON "appeal" FOR EACH ROW EXECUTE FUNCTION "refuse_appeal_change"();

ALTER TABLE "reviewer_care" ADD CONSTRAINT "reviewer_care_daily_max_check" CHECK ("daily_max" BETWEEN 0 AND 100);

-- One conflict at a time between two; what is over stays as history.
CREATE UNIQUE INDEX "conflict_standing_key" ON "conflict" ("member_id", "partner_id") WHERE "ended_at" IS NULL;

-- Few are decided in part: the queue finds them without reading all that was ever approved.
CREATE INDEX "review_open_locales_idx" ON "review" ("revision_id") WHERE "open_locales" <> '{}';
