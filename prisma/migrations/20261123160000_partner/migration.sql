-- Partner organisations: applications, verified domains, invitations, members who left.
CREATE TYPE "PartnerApplicationState" AS ENUM ('PENDING', 'ACCEPTED', 'DECLINED');
CREATE TYPE "DomainProof" AS ENUM ('DNS_TXT', 'FILE');

ALTER TABLE "partner" ADD COLUMN "contact_name" TEXT;
ALTER TABLE "partner" ADD COLUMN "contact_email" TEXT;
ALTER TABLE "partner" ADD COLUMN "verified_at" TIMESTAMPTZ(3);
-- Whoever is here was taken in by staff, in person.
UPDATE "partner" SET "verified_at" = "created_at";

ALTER TABLE "member" ADD COLUMN "removed_at" TIMESTAMPTZ(3);

CREATE TABLE "partner_application" (
  "id" UUID NOT NULL,
  "slug" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "website" TEXT,
  "contact_name" TEXT NOT NULL,
  "contact_email" TEXT NOT NULL,
  "domains" TEXT[],
  "regions" TEXT[],
  "languages" TEXT[],
  "message" TEXT,
  "state" "PartnerApplicationState" NOT NULL,
  "recorded_by_id" UUID NOT NULL,
  "recorded_at" TIMESTAMPTZ(3) NOT NULL,
  "decided_by_id" UUID,
  "decided_at" TIMESTAMPTZ(3),
  "reason" TEXT,
  "partner_id" UUID,
  CONSTRAINT "partner_application_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "partner_application_recorded_at_id_idx" ON "partner_application"("recorded_at", "id");
CREATE UNIQUE INDEX "partner_application_pending_slug_key" ON "partner_application"("slug") WHERE "state" = 'PENDING';
ALTER TABLE "partner_application" ADD CONSTRAINT "partner_application_partner_id_fkey"
  FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "partner_application" ADD CONSTRAINT "partner_application_decided_whole_check"
  CHECK (("state" = 'PENDING') = ("decided_at" IS NULL) AND ("decided_at" IS NULL) = ("decided_by_id" IS NULL)
    AND ("state" = 'ACCEPTED') = ("partner_id" IS NOT NULL));

CREATE TABLE "partner_domain" (
  "id" UUID NOT NULL,
  "partner_id" UUID NOT NULL,
  "domain" TEXT NOT NULL,
  "proof" "DomainProof" NOT NULL,
  "challenge" TEXT NOT NULL,
  "added_by_id" UUID NOT NULL,
  "added_at" TIMESTAMPTZ(3) NOT NULL,
  "checked_by_id" UUID,
  "checked_at" TIMESTAMPTZ(3),
  "check_note" TEXT,
  "verified_at" TIMESTAMPTZ(3),
  "removed_at" TIMESTAMPTZ(3),
  CONSTRAINT "partner_domain_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "partner_domain_partner_id_added_at_idx" ON "partner_domain"("partner_id", "added_at");
ALTER TABLE "partner_domain" ADD CONSTRAINT "partner_domain_partner_id_fkey"
  FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
-- A name is asked for once by a partner, and belongs to one partner once it is proved.
CREATE UNIQUE INDEX "partner_domain_standing_key" ON "partner_domain"("partner_id", "domain") WHERE "removed_at" IS NULL;
CREATE UNIQUE INDEX "partner_domain_verified_key" ON "partner_domain"("domain") WHERE "verified_at" IS NOT NULL AND "removed_at" IS NULL;
ALTER TABLE "partner_domain" ADD CONSTRAINT "partner_domain_canonical_check"
  CHECK ("domain" = lower("domain") AND length("domain") BETWEEN 4 AND 253);
-- Proved by somebody who looked, never by itself.
ALTER TABLE "partner_domain" ADD CONSTRAINT "partner_domain_checked_check"
  CHECK (("checked_at" IS NULL) = ("checked_by_id" IS NULL) AND ("verified_at" IS NULL OR "checked_at" IS NOT NULL));

CREATE TABLE "invitation" (
  "id" UUID NOT NULL,
  "partner_id" UUID NOT NULL,
  "display_name" TEXT NOT NULL,
  "role" "Role" NOT NULL,
  "prefix" TEXT NOT NULL,
  "hash" TEXT NOT NULL,
  "invited_by_id" UUID NOT NULL,
  "invited_at" TIMESTAMPTZ(3) NOT NULL,
  "expires_at" TIMESTAMPTZ(3) NOT NULL,
  "accepted_at" TIMESTAMPTZ(3),
  "member_id" UUID,
  "revoked_at" TIMESTAMPTZ(3),
  CONSTRAINT "invitation_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "invitation_hash_key" ON "invitation"("hash");
CREATE INDEX "invitation_partner_id_invited_at_idx" ON "invitation"("partner_id", "invited_at");
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_partner_id_fkey"
  FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_member_id_fkey"
  FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_role_check" CHECK ("role" IN ('OWNER', 'CONTRIBUTOR', 'VIEWER'));
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_expires_check" CHECK ("invited_at" < "expires_at");
-- Accepted once and within its time, or revoked; never both.
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_once_check"
  CHECK (("accepted_at" IS NULL) = ("member_id" IS NULL) AND ("accepted_at" IS NULL OR ("revoked_at" IS NULL AND "accepted_at" < "expires_at")));

-- Whoever left has no key and gets none, whichever way a program tries.
CREATE FUNCTION "refuse_key_of_removed_member"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Waits for a removal in flight; the next statement sees what it did.
  PERFORM 1 FROM "member" WHERE "id" = NEW."member_id" FOR KEY SHARE;
  IF EXISTS (SELECT 1 FROM "member" WHERE "id" = NEW."member_id" AND "removed_at" IS NOT NULL) AND NEW."revoked_at" IS NULL THEN
    RAISE EXCEPTION 'a member who was removed has no key' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "api_key_of_member" BEFORE INSERT OR UPDATE ON "api_key" FOR EACH ROW EXECUTE FUNCTION "refuse_key_of_removed_member"();
CREATE FUNCTION "refuse_removal_with_keys"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD."removed_at" IS NOT NULL AND NEW."removed_at" IS DISTINCT FROM OLD."removed_at" THEN
    RAISE EXCEPTION 'a member who was removed stays removed' USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW."removed_at" IS NOT NULL AND EXISTS (SELECT 1 FROM "api_key" WHERE "member_id" = NEW."id" AND "revoked_at" IS NULL) THEN
    RAISE EXCEPTION 'the keys of a member are revoked before the member is removed' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "member_removed_without_keys" BEFORE UPDATE ON "member" FOR EACH ROW EXECUTE FUNCTION "refuse_removal_with_keys"();
