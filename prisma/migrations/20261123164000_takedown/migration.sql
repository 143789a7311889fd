-- CreateEnum
CREATE TYPE "RemovalSubject" AS ENUM ('REVISION', 'ITEM', 'PARTNER', 'CAMPAIGN', 'HELPLINE', 'GUIDE');

-- CreateEnum
CREATE TYPE "RemovalCause" AS ENUM ('TAKEDOWN', 'WITHDRAWAL', 'SUSPENSION', 'CONSENT_WITHDRAWAL');

-- CreateEnum
CREATE TYPE "TakedownKind" AS ENUM ('IN_ERROR', 'REPLACED_BY', 'WITHDRAWN_WITH_NOTICE');

-- CreateTable
CREATE TABLE "removal" (
    "id" UUID NOT NULL,
    "cause" "RemovalCause" NOT NULL,
    "kind" "TakedownKind",
    "subject_type" "RemovalSubject" NOT NULL,
    "subject_id" TEXT NOT NULL,
    "partner_id" UUID,
    "reason" TEXT,
    "notice" JSONB,
    "replaced_by" TEXT,
    "removed_at" TIMESTAMPTZ(3) NOT NULL,
    "removed_by_id" UUID,
    "receipt" JSONB NOT NULL,
    "receipt_hash" TEXT NOT NULL,
    "lifted_at" TIMESTAMPTZ(3),
    "lifted_by_id" UUID,
    "lifted_why" TEXT,

    CONSTRAINT "removal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "help_only" (
    "id" UUID NOT NULL,
    "regions" TEXT[],
    "reason" TEXT NOT NULL,
    "begun_at" TIMESTAMPTZ(3) NOT NULL,
    "begun_by_id" UUID,
    "end_asked_at" TIMESTAMPTZ(3),
    "end_asked_by_id" UUID,
    "end_asked_why" TEXT,
    "ended_at" TIMESTAMPTZ(3),
    "ended_by_id" UUID,

    CONSTRAINT "help_only_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "consent" (
    "id" UUID NOT NULL,
    "item_id" UUID NOT NULL,
    "reference" TEXT NOT NULL,
    "regions" TEXT[],
    "surfaces" TEXT[],
    "until" TIMESTAMPTZ(3) NOT NULL,
    "evidence" TEXT NOT NULL,
    "withdrawal_explained" BOOLEAN NOT NULL,
    "support_offered" BOOLEAN NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_by_id" UUID NOT NULL,

    CONSTRAINT "consent_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "removal_subject_type_subject_id_idx" ON "removal"("subject_type", "subject_id");

-- CreateIndex
CREATE INDEX "removal_removed_at_id_idx" ON "removal"("removed_at", "id");

-- CreateIndex
CREATE INDEX "removal_partner_id_removed_at_idx" ON "removal"("partner_id", "removed_at");

-- CreateIndex
CREATE INDEX "help_only_begun_at_id_idx" ON "help_only"("begun_at", "id");

-- CreateIndex
CREATE INDEX "consent_item_id_recorded_at_idx" ON "consent"("item_id", "recorded_at");

-- AddForeignKey
ALTER TABLE "consent" ADD CONSTRAINT "consent_item_id_fkey" FOREIGN KEY ("item_id") REFERENCES "content_item"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- From here on by hand: what Prisma's schema cannot say. Each has a test in test/database/takedown.spec.ts.

-- A takedown says how; it names a successor or a notice exactly where its kind has one. Nobody is asked why they withdraw consent.
ALTER TABLE "removal" ADD CONSTRAINT "removal_kind_fits_check" CHECK (
  ("cause" = 'TAKEDOWN') = ("kind" IS NOT NULL)
  AND ("kind" IS NOT DISTINCT FROM 'REPLACED_BY') = ("replaced_by" IS NOT NULL)
  AND ("kind" IS NOT DISTINCT FROM 'WITHDRAWN_WITH_NOTICE') = ("notice" IS NOT NULL)
  AND ("cause" = 'CONSENT_WITHDRAWAL') = ("reason" IS NULL));
ALTER TABLE "removal" ADD CONSTRAINT "removal_subject_fits_check" CHECK (
  ("cause" <> 'SUSPENSION' OR "subject_type" = 'PARTNER')
  AND ("cause" <> 'WITHDRAWAL' OR "subject_type" IN ('REVISION', 'ITEM'))
  AND ("cause" <> 'CONSENT_WITHDRAWAL' OR "subject_type" = 'ITEM'));
-- Only what was an error, and a suspension, are lifted. The rest stands for ever.
ALTER TABLE "removal" ADD CONSTRAINT "removal_lifted_fits_check" CHECK (
  "lifted_at" IS NULL AND "lifted_by_id" IS NULL AND "lifted_why" IS NULL
  OR "lifted_at" IS NOT NULL AND "lifted_why" IS NOT NULL AND ("cause" = 'SUSPENSION' OR "kind" IS NOT DISTINCT FROM 'IN_ERROR'));
-- One of a cause stands at a time: of two people who take a thing down at once one finds it done.
CREATE UNIQUE INDEX "removal_standing_key" ON "removal" ("subject_type", "subject_id", "cause") WHERE "lifted_at" IS NULL;

CREATE FUNCTION "refuse_removal_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD."lifted_at" IS NOT NULL
    OR to_jsonb(NEW) - ARRAY['lifted_at', 'lifted_by_id', 'lifted_why'] IS DISTINCT FROM to_jsonb(OLD) - ARRAY['lifted_at', 'lifted_by_id', 'lifted_why'] THEN
    RAISE EXCEPTION 'a removal is a tombstone: it is lifted once, and never changed or removed' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "removal_tombstone" BEFORE UPDATE OR DELETE ON "removal" FOR EACH ROW EXECUTE FUNCTION "refuse_removal_change"();
CREATE TRIGGER "removal_not_truncated" BEFORE TRUNCATE ON "removal" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();

-- Two people, also past the program. Without anybody it was the ledger, which has both names.
ALTER TABLE "help_only" ADD CONSTRAINT "help_only_two_people_check" CHECK (
  ("end_asked_by_id" IS NULL OR "end_asked_at" IS NOT NULL) AND ("ended_by_id" IS NULL OR "ended_at" IS NOT NULL)
  AND ("ended_by_id" IS NULL OR "end_asked_by_id" IS NOT NULL AND "ended_by_id" <> "end_asked_by_id"));
CREATE FUNCTION "refuse_help_only_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD."ended_at" IS NOT NULL
    OR (NEW."id", NEW."regions", NEW."reason", NEW."begun_at", NEW."begun_by_id")
      IS DISTINCT FROM (OLD."id", OLD."regions", OLD."reason", OLD."begun_at", OLD."begun_by_id") THEN
    RAISE EXCEPTION 'help only is ended once, and never changed or removed' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "help_only_once" BEFORE UPDATE OR DELETE ON "help_only" FOR EACH ROW EXECUTE FUNCTION "refuse_help_only_change"();
CREATE TRIGGER "help_only_not_truncated" BEFORE TRUNCATE ON "help_only" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();

-- Consent is attested whole or not at all, and its record never changes: another one takes its place.
ALTER TABLE "consent" ADD CONSTRAINT "consent_whole_check" CHECK ("withdrawal_explained" AND "support_offered" AND "until" > "recorded_at");
CREATE TRIGGER "consent_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "consent" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();

-- A story whose consent was withdrawn.
CREATE FUNCTION "consent_is_withdrawn"(item UUID) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT 1 FROM "removal" WHERE "subject_type" = 'ITEM' AND "subject_id" = item::text AND "cause" = 'CONSENT_WITHDRAWAL')
$$;

-- A text never changes, with one exception that no role and no setting opens: where consent was withdrawn it is replaced by
-- nothing. Its hash stays, and fits no text any more, so that no approval stands for what is left.
CREATE FUNCTION "refuse_localization_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW."revision_id", NEW."locale", NEW."content_hash") IS DISTINCT FROM (OLD."revision_id", OLD."locale", OLD."content_hash")
    OR NEW."text" <> '{"title": "", "summary": null, "body": null, "contentNote": null, "media": []}'::jsonb
    OR NOT "consent_is_withdrawn"((SELECT "item_id" FROM "revision" WHERE "id" = OLD."revision_id")) THEN
    RAISE EXCEPTION 'localization is append-only: % refused', TG_OP USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER "localization_append_only" ON "localization";
CREATE TRIGGER "localization_append_only" BEFORE UPDATE ON "localization" FOR EACH ROW EXECUTE FUNCTION "refuse_localization_change"();
CREATE TRIGGER "localization_not_removed" BEFORE DELETE OR TRUNCATE ON "localization" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();

-- And nothing of it is written again, whoever writes: a revision, a text, a draft.
CREATE FUNCTION "refuse_withdrawn_story"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  item UUID;
BEGIN
  item := CASE TG_TABLE_NAME WHEN 'content_item' THEN (to_jsonb(NEW) ->> 'id')::uuid ELSE (SELECT "item_id" FROM "revision" WHERE "id" = (to_jsonb(NEW) ->> 'revision_id')::uuid) END;
  IF "consent_is_withdrawn"(item) AND (TG_TABLE_NAME <> 'content_item' OR to_jsonb(NEW) -> 'draft' -> 'localizations' <> '{}'::jsonb) THEN
    RAISE EXCEPTION 'consent was withdrawn for this item: no text of it is written' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "localization_not_of_withdrawn_story" BEFORE INSERT ON "localization" FOR EACH ROW EXECUTE FUNCTION "refuse_withdrawn_story"();
CREATE TRIGGER "content_item_not_of_withdrawn_story" BEFORE INSERT OR UPDATE ON "content_item" FOR EACH ROW EXECUTE FUNCTION "refuse_withdrawn_story"();

-- What partners withdrew before there was this table stands in it too, so that the ledger learns of it.
INSERT INTO "removal" ("id", "cause", "subject_type", "subject_id", "partner_id", "reason", "removed_at", "removed_by_id", "receipt", "receipt_hash")
SELECT gen_random_uuid(), 'WITHDRAWAL'::"RemovalCause", 'ITEM'::"RemovalSubject", "id"::text, "partner_id", coalesce("withdrawn_why", 'withdrawn'), "withdrawn_at", NULL::uuid, '{"hashes": [], "removedFrom": [], "leftOut": 0}'::jsonb, ''
FROM "content_item" WHERE "withdrawn_at" IS NOT NULL
UNION ALL
SELECT gen_random_uuid(), 'WITHDRAWAL'::"RemovalCause", 'REVISION'::"RemovalSubject", r."id"::text, r."partner_id", 'withdrawn', now(), NULL::uuid, '{"hashes": [], "removedFrom": [], "leftOut": 0}'::jsonb, ''
FROM "revision" r JOIN "content_item" i ON i."id" = r."item_id" WHERE r."state" = 'WITHDRAWN' AND i."withdrawn_at" IS NULL;
