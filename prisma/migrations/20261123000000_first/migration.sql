-- CreateEnum
CREATE TYPE "Role" AS ENUM ('OWNER', 'CONTRIBUTOR', 'VIEWER', 'ADMIN', 'SCHEDULER', 'REVIEWER', 'SAFETY_REVIEWER');

-- CreateEnum
CREATE TYPE "ContentKind" AS ENUM ('VIDEO', 'ARTICLE', 'AUDIO', 'LINK');

-- CreateEnum
CREATE TYPE "RevisionState" AS ENUM ('SUBMITTED', 'APPROVED', 'CHANGES_REQUESTED', 'REJECTED', 'WITHDRAWN');

-- CreateEnum
CREATE TYPE "ReviewDecision" AS ENUM ('APPROVED', 'CHANGES_REQUESTED', 'REJECTED');

-- CreateEnum
CREATE TYPE "Tier" AS ENUM ('CRISIS', 'TAKEOVER', 'PROGRAMME', 'EVERGREEN');

-- CreateEnum
CREATE TYPE "TimeMode" AS ENUM ('VIEWER_LOCAL', 'ZONED', 'INSTANT');

-- CreateEnum
CREATE TYPE "RunState" AS ENUM ('DRAFT', 'SCHEDULED', 'ACTIVE', 'RETIRED', 'CANCELLED');

-- CreateEnum
CREATE TYPE "TransitionKind" AS ENUM ('ACTIVATED', 'RETIRED');

-- CreateEnum
CREATE TYPE "GuideAudience" AS ENUM ('SHARING_YOUR_STORY', 'SUPPORTING_SOMEONE', 'CAREGIVER', 'EDUCATOR', 'GENERAL');

-- CreateTable
CREATE TABLE "partner" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "website" TEXT,
    "regions" TEXT[],
    "languages" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "partner_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "member" (
    "id" UUID NOT NULL,
    "display_name" TEXT NOT NULL,
    "role" "Role" NOT NULL,
    "partner_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "member_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_key" (
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "prefix" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "content_item" (
    "id" UUID NOT NULL,
    "partner_id" UUID NOT NULL,
    "created_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "draft_version" INTEGER NOT NULL,
    "draft" JSONB NOT NULL,
    "withdrawn_at" TIMESTAMPTZ(3),
    "withdrawn_why" TEXT,

    CONSTRAINT "content_item_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "revision" (
    "id" UUID NOT NULL,
    "item_id" UUID NOT NULL,
    "partner_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "state" "RevisionState" NOT NULL,
    "submitted_by_id" UUID NOT NULL,
    "submitted_at" TIMESTAMPTZ(3) NOT NULL,
    "facts" JSONB NOT NULL,

    CONSTRAINT "revision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "localization" (
    "revision_id" UUID NOT NULL,
    "locale" TEXT NOT NULL,
    "text" JSONB NOT NULL,
    "content_hash" TEXT NOT NULL,

    CONSTRAINT "localization_pkey" PRIMARY KEY ("revision_id","locale")
);

-- CreateTable
CREATE TABLE "decision" (
    "id" UUID NOT NULL,
    "revision_id" UUID NOT NULL,
    "locale" TEXT NOT NULL,
    "content_hash" TEXT NOT NULL,
    "decision" "ReviewDecision" NOT NULL,
    "reason" TEXT,
    "decided_by_id" UUID NOT NULL,
    "decided_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "decision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "surface" (
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "exclusive" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "surface_pkey" PRIMARY KEY ("slug")
);

-- CreateTable
CREATE TABLE "campaign" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "surface_slug" TEXT NOT NULL,
    "tier" "Tier" NOT NULL,
    "regions" TEXT[],
    "locales" TEXT[],
    "platforms" TEXT[],
    "app_version_min" TEXT,
    "embargoed" BOOLEAN NOT NULL DEFAULT false,
    "default_locale" TEXT NOT NULL,
    "texts" JSONB NOT NULL,
    "created_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "playlist_id" UUID,

    CONSTRAINT "campaign_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "playlist" (
    "id" UUID NOT NULL,
    "campaign_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "playlist_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "playlist_entry" (
    "playlist_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "revision_id" UUID NOT NULL,

    CONSTRAINT "playlist_entry_pkey" PRIMARY KEY ("playlist_id","position")
);

-- CreateTable
CREATE TABLE "run" (
    "id" UUID NOT NULL,
    "campaign_id" UUID NOT NULL,
    "playlist_id" UUID NOT NULL,
    "state" "RunState" NOT NULL,
    "time_mode" "TimeMode" NOT NULL,
    "zone" TEXT,
    "intent_start" TEXT NOT NULL,
    "intent_end" TEXT,
    "schedule_version" INTEGER NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3),
    "tzdata_version" TEXT NOT NULL,
    "created_by_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "slot" (
    "run_id" UUID NOT NULL,
    "surface_slug" TEXT NOT NULL,
    "tier" "Tier" NOT NULL,
    "viewer_local" BOOLEAN NOT NULL,
    "regions" int4multirange NOT NULL,
    "languages" int4multirange NOT NULL,
    "platforms" int4multirange NOT NULL,
    "during" tstzrange NOT NULL,
    "wall" tsrange,

    CONSTRAINT "slot_pkey" PRIMARY KEY ("run_id")
);

-- CreateTable
CREATE TABLE "transition" (
    "seq" BIGSERIAL NOT NULL,
    "run_id" UUID NOT NULL,
    "schedule_version" INTEGER NOT NULL,
    "kind" "TransitionKind" NOT NULL,
    "meant_at" TIMESTAMPTZ(3) NOT NULL,
    "happened_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "transition_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "helpline" (
    "slug" TEXT NOT NULL,
    "record" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "helpline_pkey" PRIMARY KEY ("slug")
);

-- CreateTable
CREATE TABLE "emergency_advice" (
    "region" TEXT NOT NULL,
    "record" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "emergency_advice_pkey" PRIMARY KEY ("region")
);

-- CreateTable
CREATE TABLE "guide" (
    "slug" TEXT NOT NULL,
    "audience" "GuideAudience" NOT NULL,
    "record" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "guide_pkey" PRIMARY KEY ("slug")
);

-- CreateTable
CREATE TABLE "programme_version" (
    "id" INTEGER NOT NULL,
    "version" BIGINT NOT NULL,

    CONSTRAINT "programme_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_entry" (
    "seq" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_id" UUID,
    "key_id" UUID,
    "actor_name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject_type" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "before" JSONB,
    "after" JSONB,
    "reason" TEXT,
    "previous" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "audit_head" (
    "id" INTEGER NOT NULL,
    "seq" BIGINT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "audit_head_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outbox_event" (
    "pos" BIGSERIAL NOT NULL,
    "id" UUID NOT NULL,
    "xid" xid8 NOT NULL DEFAULT pg_current_xact_id(),
    "type" TEXT NOT NULL,
    "subject_type" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "outbox_event_pkey" PRIMARY KEY ("pos")
);

-- CreateTable
CREATE TABLE "outbox_cursor" (
    "name" TEXT NOT NULL,
    "xid" xid8 NOT NULL,
    "pos" BIGINT NOT NULL,

    CONSTRAINT "outbox_cursor_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "idempotency_key" (
    "member_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "command" TEXT NOT NULL,
    "input_hash" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "idempotency_key_pkey" PRIMARY KEY ("member_id","key")
);

-- CreateIndex
CREATE UNIQUE INDEX "partner_slug_key" ON "partner"("slug");

-- CreateIndex
CREATE INDEX "member_partner_id_idx" ON "member"("partner_id");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_hash_key" ON "api_key"("hash");

-- CreateIndex
CREATE INDEX "api_key_member_id_idx" ON "api_key"("member_id");

-- CreateIndex
CREATE INDEX "content_item_partner_id_created_at_id_idx" ON "content_item"("partner_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "revision_state_submitted_at_id_idx" ON "revision"("state", "submitted_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "revision_item_id_number_key" ON "revision"("item_id", "number");

-- CreateIndex
CREATE INDEX "decision_revision_id_decided_at_idx" ON "decision"("revision_id", "decided_at");

-- CreateIndex
CREATE UNIQUE INDEX "campaign_slug_key" ON "campaign"("slug");

-- CreateIndex
CREATE INDEX "campaign_created_at_id_idx" ON "campaign"("created_at", "id");

-- CreateIndex
CREATE INDEX "playlist_campaign_id_idx" ON "playlist"("campaign_id");

-- CreateIndex
CREATE INDEX "playlist_entry_revision_id_idx" ON "playlist_entry"("revision_id");

-- CreateIndex
CREATE INDEX "run_campaign_id_idx" ON "run"("campaign_id");

-- CreateIndex
CREATE INDEX "run_playlist_id_idx" ON "run"("playlist_id");

-- CreateIndex
CREATE INDEX "run_starts_at_id_idx" ON "run"("starts_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "transition_run_id_schedule_version_kind_key" ON "transition"("run_id", "schedule_version", "kind");

-- CreateIndex
CREATE UNIQUE INDEX "audit_entry_hash_key" ON "audit_entry"("hash");

-- CreateIndex
CREATE INDEX "audit_entry_subject_id_seq_idx" ON "audit_entry"("subject_id", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_event_id_key" ON "outbox_event"("id");

-- AddForeignKey
ALTER TABLE "member" ADD CONSTRAINT "member_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "content_item" ADD CONSTRAINT "content_item_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "revision" ADD CONSTRAINT "revision_item_id_fkey" FOREIGN KEY ("item_id") REFERENCES "content_item"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "revision" ADD CONSTRAINT "revision_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "localization" ADD CONSTRAINT "localization_revision_id_fkey" FOREIGN KEY ("revision_id") REFERENCES "revision"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "decision" ADD CONSTRAINT "decision_revision_id_fkey" FOREIGN KEY ("revision_id") REFERENCES "revision"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "campaign" ADD CONSTRAINT "campaign_surface_slug_fkey" FOREIGN KEY ("surface_slug") REFERENCES "surface"("slug") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "campaign" ADD CONSTRAINT "campaign_playlist_id_fkey" FOREIGN KEY ("playlist_id") REFERENCES "playlist"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "playlist" ADD CONSTRAINT "playlist_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaign"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "playlist_entry" ADD CONSTRAINT "playlist_entry_playlist_id_fkey" FOREIGN KEY ("playlist_id") REFERENCES "playlist"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "playlist_entry" ADD CONSTRAINT "playlist_entry_revision_id_fkey" FOREIGN KEY ("revision_id") REFERENCES "revision"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run" ADD CONSTRAINT "run_campaign_id_fkey" FOREIGN KEY ("campaign_id") REFERENCES "campaign"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run" ADD CONSTRAINT "run_playlist_id_fkey" FOREIGN KEY ("playlist_id") REFERENCES "playlist"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "slot" ADD CONSTRAINT "slot_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "transition" ADD CONSTRAINT "transition_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- CreateIndex
CREATE INDEX "outbox_event_xid_pos_idx" ON "outbox_event"("xid", "pos");

-- From here on by hand: what Prisma's schema cannot say. Each has a test in test/database.

-- Needed by the slot constraints: `=` and `<>` on scalars inside a GiST index.
CREATE EXTENSION IF NOT EXISTS btree_gist;

-- A person is in a partner, or on staff; the role says which.
ALTER TABLE "member" ADD CONSTRAINT "member_role_fits_partner_check"
  CHECK (("partner_id" IS NULL) = ("role" IN ('ADMIN', 'SCHEDULER', 'REVIEWER', 'SAFETY_REVIEWER')));

-- One revision of an item waits for review at a time.
CREATE UNIQUE INDEX "revision_one_submitted_per_item_idx" ON "revision" ("item_id") WHERE "state" = 'SUBMITTED';

-- Windows are half-open and never empty; only a zoned run has a zone.
ALTER TABLE "run" ADD CONSTRAINT "run_window_not_empty_check" CHECK ("ends_at" IS NULL OR "starts_at" < "ends_at");
ALTER TABLE "run" ADD CONSTRAINT "run_zone_fits_mode_check" CHECK (("time_mode" = 'ZONED') = ("zone" IS NOT NULL));

-- What is due: small however long the history grows.
CREATE INDEX "run_due_activation_idx" ON "run" ("starts_at", "id") WHERE "state" = 'SCHEDULED';
CREATE INDEX "run_due_retirement_idx" ON "run" ("ends_at", "id") WHERE "state" = 'ACTIVE';

-- An exclusive surface is held once: per tier and meeting audience, no two windows overlap. Between viewer-local windows
-- the wall clocks are compared (neighbours hand over at each viewer's own midnight), between others the hours on Earth,
-- and across the two kinds the hours on Earth as well.
ALTER TABLE "slot" ADD CONSTRAINT "slot_wall_fits_mode_check" CHECK ("viewer_local" = ("wall" IS NOT NULL));
ALTER TABLE "slot" ADD CONSTRAINT "slot_viewer_local_excl" EXCLUDE USING gist (
  "surface_slug" WITH =, "tier" WITH =, "regions" WITH &&, "languages" WITH &&, "platforms" WITH &&, "wall" WITH &&
) WHERE ("viewer_local");
ALTER TABLE "slot" ADD CONSTRAINT "slot_same_instants_excl" EXCLUDE USING gist (
  "surface_slug" WITH =, "tier" WITH =, "regions" WITH &&, "languages" WITH &&, "platforms" WITH &&, "during" WITH &&
) WHERE (NOT "viewer_local");
ALTER TABLE "slot" ADD CONSTRAINT "slot_across_modes_excl" EXCLUDE USING gist (
  "surface_slug" WITH =, "tier" WITH =, "regions" WITH &&, "languages" WITH &&, "platforms" WITH &&, "during" WITH &&,
  (CASE WHEN "viewer_local" THEN 1 ELSE 0 END) WITH <>
);

-- Written once: rows that history rests on are never changed or removed.
CREATE FUNCTION "refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER "audit_entry_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_entry" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "transition_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "transition" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "decision_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "decision" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
CREATE TRIGGER "localization_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "localization" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();
CREATE FUNCTION "refuse_revision_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR (NEW."facts", NEW."item_id", NEW."number", NEW."submitted_by_id", NEW."submitted_at")
    IS DISTINCT FROM (OLD."facts", OLD."item_id", OLD."number", OLD."submitted_by_id", OLD."submitted_at") THEN
    RAISE EXCEPTION 'a revision never changes but for its state' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "revision_immutable" BEFORE UPDATE OR DELETE ON "revision" FOR EACH ROW EXECUTE FUNCTION "refuse_revision_change"();

-- The two counters exist from the start: whoever appends or decides locks a row that is there.
INSERT INTO "programme_version" ("id", "version") VALUES (1, 0);
INSERT INTO "audit_head" ("id", "seq", "hash") VALUES (1, 0, repeat('0', 64));

-- The places of the client app. More are added by staff; these three are the contract's.
INSERT INTO "surface" ("slug", "name", "exclusive") VALUES
  ('discover', 'Discover', true), ('safety-center', 'Safety Center', true), ('search', 'Search', true);
