-- CreateEnum
CREATE TYPE "GuideAlertKind" AS ENUM ('OVERDUE', 'LAPSED');

-- AlterTable, in steps: rows that are there get what new columns ask for.
ALTER TABLE "guide" ADD COLUMN     "created_at" TIMESTAMPTZ(3),
ADD COLUMN     "draft" JSONB,
ADD COLUMN     "draft_version" INTEGER,
ADD COLUMN     "draft_writer_ids" UUID[],
ADD COLUMN     "id" UUID NOT NULL DEFAULT gen_random_uuid(),
ADD COLUMN     "notices" JSONB,
ADD COLUMN     "pointer" TEXT,
ADD COLUMN     "retired_at" TIMESTAMPTZ(3),
ADD COLUMN     "retired_by_id" UUID,
ADD COLUMN     "retired_why" TEXT,
ADD COLUMN     "successor_slug" TEXT,
ALTER COLUMN "record" DROP NOT NULL;

-- CreateTable
CREATE TABLE "guide_revision" (
    "id" UUID NOT NULL,
    "guide_slug" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "state" "RevisionState" NOT NULL,
    "submitted_by_id" UUID,
    "submitted_at" TIMESTAMPTZ(3) NOT NULL,
    "writer_ids" UUID[],
    "facts" JSONB NOT NULL,

    CONSTRAINT "guide_revision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "guide_localization" (
    "revision_id" UUID NOT NULL,
    "locale" TEXT NOT NULL,
    "text" JSONB NOT NULL,
    "content_hash" TEXT NOT NULL,

    CONSTRAINT "guide_localization_pkey" PRIMARY KEY ("revision_id","locale")
);

-- CreateTable
CREATE TABLE "guide_decision" (
    "id" UUID NOT NULL,
    "revision_id" UUID NOT NULL,
    "locale" TEXT NOT NULL,
    "content_hash" TEXT NOT NULL,
    "decision" "ReviewDecision" NOT NULL,
    "reason" TEXT,
    "code" "RejectionCode",
    "decided_by_id" UUID,
    "decided_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "guide_decision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "guide_sign_off" (
    "id" UUID NOT NULL,
    "revision_id" UUID NOT NULL,
    "locale" TEXT NOT NULL,
    "content_hash" TEXT NOT NULL,
    "member_id" UUID NOT NULL,
    "role" "Role" NOT NULL,
    "findings" JSONB NOT NULL,
    "reason" TEXT,
    "signed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "guide_sign_off_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "guide_alert" (
    "guide_slug" TEXT NOT NULL,
    "locale" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "kind" "GuideAlertKind" NOT NULL,
    "raised_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "guide_alert_pkey" PRIMARY KEY ("guide_slug","locale","number","kind")
);

-- CreateIndex
CREATE INDEX "guide_revision_state_submitted_at_id_idx" ON "guide_revision"("state", "submitted_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "guide_revision_guide_slug_number_key" ON "guide_revision"("guide_slug", "number");

-- CreateIndex
CREATE INDEX "guide_decision_revision_id_decided_at_idx" ON "guide_decision"("revision_id", "decided_at");

-- CreateIndex
CREATE INDEX "guide_sign_off_member_id_signed_at_idx" ON "guide_sign_off"("member_id", "signed_at");

-- CreateIndex
CREATE UNIQUE INDEX "guide_sign_off_once_key" ON "guide_sign_off"("revision_id", "locale", "content_hash", "member_id");

-- CreateIndex
CREATE UNIQUE INDEX "guide_id_key" ON "guide"("id");

-- CreateIndex
CREATE INDEX "guide_created_at_id_idx" ON "guide"("created_at", "id");

-- CreateIndex
CREATE INDEX "guide_successor_slug_idx" ON "guide"("successor_slug");

-- AddForeignKey
ALTER TABLE "guide" ADD CONSTRAINT "guide_successor_slug_fkey" FOREIGN KEY ("successor_slug") REFERENCES "guide"("slug") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "guide_revision" ADD CONSTRAINT "guide_revision_guide_slug_fkey" FOREIGN KEY ("guide_slug") REFERENCES "guide"("slug") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "guide_localization" ADD CONSTRAINT "guide_localization_revision_id_fkey" FOREIGN KEY ("revision_id") REFERENCES "guide_revision"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "guide_decision" ADD CONSTRAINT "guide_decision_revision_id_fkey" FOREIGN KEY ("revision_id") REFERENCES "guide_revision"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "guide_sign_off" ADD CONSTRAINT "guide_sign_off_revision_id_fkey" FOREIGN KEY ("revision_id") REFERENCES "guide_revision"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "guide_alert" ADD CONSTRAINT "guide_alert_guide_slug_fkey" FOREIGN KEY ("guide_slug") REFERENCES "guide"("slug") ON DELETE RESTRICT ON UPDATE CASCADE;

-- From here on by hand: what Prisma's schema cannot say. Each has a test in test/database/guide.spec.ts.

-- What was published before guides had revisions: it stays in the air as revision 1, approved by nobody, and says so. Sections have no
-- slots until somebody gives them one. The hash is that of the domain: SHA-256 of the RFC 8785 canonical JSON.
-- begin: taken over
UPDATE "guide" SET
  "created_at" = "updated_at",
  "draft_version" = 1,
  "draft_writer_ids" = '{}',
  "draft" = jsonb_build_object('audience', "audience"::text, 'topics', '[]'::jsonb, 'partners', "record" -> 'partners', 'defaultLocale', "record" -> 'defaultLocale',
    'localizations', (SELECT coalesce(jsonb_object_agg(l.key, jsonb_set(l.value, '{sections}',
      (SELECT coalesce(jsonb_agg(jsonb_build_object('slot', NULL, 'heading', s.value -> 'heading', 'body', s.value -> 'body') ORDER BY s.ordinality), '[]'::jsonb)
       FROM jsonb_array_elements(l.value -> 'sections') WITH ORDINALITY s))), '{}'::jsonb)
      FROM jsonb_each("record" -> 'localizations') l))
WHERE "draft" IS NULL;
INSERT INTO "guide_revision" ("id", "guide_slug", "number", "state", "submitted_by_id", "submitted_at", "writer_ids", "facts")
SELECT gen_random_uuid(), "slug", 1, 'APPROVED', NULL, "updated_at", '{}', "draft" - 'localizations'
FROM "guide" g WHERE "draft" -> 'localizations' <> '{}'::jsonb AND "record" IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM "guide_revision" r WHERE r."guide_slug" = g."slug");
INSERT INTO "guide_localization" ("revision_id", "locale", "text", "content_hash")
SELECT r."id", l.key, l.value, encode(sha256(convert_to(
  '{"audience":' || to_json(g."audience"::text)::text || ',"locale":' || to_json(l.key)::text
  || ',"partners":[' || coalesce((SELECT string_agg(to_json(p.value)::text, ',' ORDER BY p.ordinality) FROM jsonb_array_elements_text(g."draft" -> 'partners') WITH ORDINALITY p), '')
  || '],"text":{"disclaimer":' || to_json(l.value ->> 'disclaimer')::text || ',"reviewBy":' || to_json(l.value ->> 'reviewBy')::text
  || ',"reviewedOn":' || to_json(l.value ->> 'reviewedOn')::text
  || ',"sections":[' || coalesce((SELECT string_agg('{"body":' || to_json(s.value ->> 'body')::text || ',"heading":' || to_json(s.value ->> 'heading')::text || ',"slot":null}', ',' ORDER BY s.ordinality)
    FROM jsonb_array_elements(l.value -> 'sections') WITH ORDINALITY s), '')
  || '],"title":' || to_json(l.value ->> 'title')::text || '},"topics":[]}', 'UTF8')), 'hex')
FROM "guide_revision" r JOIN "guide" g ON g."slug" = r."guide_slug", jsonb_each(g."draft" -> 'localizations') l
WHERE r."submitted_by_id" IS NULL AND NOT EXISTS (SELECT 1 FROM "guide_localization" o WHERE o."revision_id" = r."id");
INSERT INTO "guide_decision" ("id", "revision_id", "locale", "content_hash", "decision", "reason", "code", "decided_by_id", "decided_at")
SELECT gen_random_uuid(), l."revision_id", l."locale", l."content_hash", 'APPROVED', 'Published before guides were reviewed; taken over as it stood.', NULL, NULL, r."submitted_at"
FROM "guide_localization" l JOIN "guide_revision" r ON r."id" = l."revision_id"
WHERE r."submitted_by_id" IS NULL AND NOT EXISTS (SELECT 1 FROM "guide_decision" o WHERE o."revision_id" = r."id");
-- end: taken over

ALTER TABLE "guide" ALTER COLUMN "created_at" SET NOT NULL, ALTER COLUMN "draft" SET NOT NULL, ALTER COLUMN "draft_version" SET NOT NULL;

-- Written once.
CREATE TRIGGER "guide_localization_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "guide_localization" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "guide_decision_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "guide_decision" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "guide_sign_off_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "guide_sign_off" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "guide_alert_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "guide_alert" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
CREATE FUNCTION "refuse_guide_revision_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR to_jsonb(NEW) - 'state' IS DISTINCT FROM to_jsonb(OLD) - 'state' THEN
    RAISE EXCEPTION 'a revision never changes but for its state' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "guide_revision_immutable" BEFORE UPDATE OR DELETE ON "guide_revision" FOR EACH ROW EXECUTE FUNCTION "refuse_guide_revision_change"();

-- A guide that the public knew never vanishes: it is retired once, with somewhere to go, and no row of it is removed.
ALTER TABLE "guide" ADD CONSTRAINT "guide_retired_fits_check" CHECK (
  ("retired_at" IS NULL) = ("retired_why" IS NULL) AND ("retired_at" IS NULL) = ("retired_by_id" IS NULL)
  AND ("retired_at" IS NULL) = ("successor_slug" IS NULL AND "pointer" IS NULL)
  AND ("notices" IS NULL OR "retired_at" IS NOT NULL) AND "successor_slug" IS DISTINCT FROM "slug");
CREATE FUNCTION "refuse_guide_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD."retired_at" IS NOT NULL OR (NEW."slug", NEW."id", NEW."audience", NEW."created_at", NEW."record")
    IS DISTINCT FROM (OLD."slug", OLD."id", OLD."audience", OLD."created_at", OLD."record") THEN
    RAISE EXCEPTION 'a guide is never removed, keeps its slug and audience, and is retired once' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "guide_never_vanishes" BEFORE UPDATE OR DELETE ON "guide" FOR EACH ROW EXECUTE FUNCTION "refuse_guide_change"();

-- A code belongs to a rejection.
ALTER TABLE "guide_decision" ADD CONSTRAINT "guide_decision_code_fits_check" CHECK ("code" IS NULL OR "decision" = 'REJECTED');

-- Four eyes, also past the program: whoever wrote on a text or handed it in neither signs it nor decides on it; and nobody decides for nobody.
CREATE FUNCTION "refuse_own_guide"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  person UUID := coalesce(to_jsonb(NEW) ->> 'member_id', to_jsonb(NEW) ->> 'decided_by_id')::uuid;
BEGIN
  IF person IS NULL OR EXISTS (SELECT 1 FROM "guide_revision" WHERE "id" = NEW."revision_id" AND (person = "submitted_by_id" OR person = ANY ("writer_ids"))) THEN
    RAISE EXCEPTION 'whoever wrote on a guide does not decide on it' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "guide_sign_off_four_eyes" BEFORE INSERT ON "guide_sign_off" FOR EACH ROW EXECUTE FUNCTION "refuse_own_guide"();
CREATE TRIGGER "guide_decision_four_eyes" BEFORE INSERT ON "guide_decision" FOR EACH ROW EXECUTE FUNCTION "refuse_own_guide"();

-- One waits at a time.
CREATE UNIQUE INDEX "guide_revision_waiting_key" ON "guide_revision" ("guide_slug") WHERE "state" = 'SUBMITTED';
