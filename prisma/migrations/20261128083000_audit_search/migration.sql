-- CreateTable
CREATE TABLE "audit_partner" (
    "partner_id" UUID NOT NULL,
    "seq" BIGINT NOT NULL,

    CONSTRAINT "audit_partner_pkey" PRIMARY KEY ("partner_id","seq")
);

-- CreateIndex
CREATE INDEX "audit_entry_subject_type_seq_idx" ON "audit_entry"("subject_type", "seq");

-- From here on by hand: what Prisma's schema cannot say.

-- Most entries name no key or no session, and many no reason.
CREATE INDEX "audit_entry_key_id_seq_idx" ON "audit_entry"("key_id", "seq") WHERE "key_id" IS NOT NULL;
CREATE INDEX "audit_entry_session_id_seq_idx" ON "audit_entry"("session_id", "seq") WHERE "session_id" IS NOT NULL;
CREATE INDEX "audit_entry_reason_idx" ON "audit_entry" USING GIN (to_tsvector('simple', "reason")) WHERE "reason" IS NOT NULL;

-- Whose thing an entry is about; null: nobody's alone, or it is not there. The kinds are those of PARTNER_SUBJECTS in the domain.
CREATE FUNCTION "audit_partner_of"("subject_type" TEXT, "subject_id" TEXT) RETURNS UUID LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT CASE WHEN $2 !~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN NULL ELSE CASE $1
    WHEN 'content-item' THEN (SELECT c."partner_id" FROM "content_item" c WHERE c."id" = $2::uuid)
    WHEN 'revision' THEN (SELECT r."partner_id" FROM "revision" r WHERE r."id" = $2::uuid)
    WHEN 'partner' THEN (SELECT p."id" FROM "partner" p WHERE p."id" = $2::uuid)
    WHEN 'member' THEN (SELECT m."partner_id" FROM "member" m WHERE m."id" = $2::uuid)
    WHEN 'key' THEN (SELECT m."partner_id" FROM "api_key" k JOIN "member" m ON m."id" = k."member_id" WHERE k."id" = $2::uuid)
    WHEN 'invitation' THEN (SELECT i."partner_id" FROM "invitation" i WHERE i."id" = $2::uuid)
    WHEN 'import' THEN (SELECT i."partner_id" FROM "content_import" i WHERE i."id" = $2::uuid)
  END END
$$;

-- In the transaction of the entry, in which the thing stands already.
CREATE FUNCTION "note_audit_partner"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO "audit_partner" ("partner_id", "seq")
  SELECT o."partner_id", o."seq" FROM (
    SELECT n."seq", "audit_partner_of"(n."subject_type", n."subject_id") AS "partner_id" FROM appended n
    WHERE n."subject_type" IN ('content-item', 'revision', 'partner', 'member', 'key', 'invitation', 'import')
  ) o WHERE o."partner_id" IS NOT NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER "audit_entry_noted" AFTER INSERT ON "audit_entry"
  REFERENCING NEW TABLE AS appended FOR EACH STATEMENT EXECUTE FUNCTION "note_audit_partner"();

-- What is there already, by joins: a call a row would take minutes of a long log, during which nothing could be decided.
INSERT INTO "audit_partner" ("partner_id", "seq")
SELECT o."partner_id", a."seq" FROM "audit_entry" a JOIN (
  SELECT 'content-item' AS "type", "id"::text AS "id", "partner_id" FROM "content_item"
  UNION ALL SELECT 'revision', "id"::text, "partner_id" FROM "revision"
  UNION ALL SELECT 'partner', "id"::text, "id" FROM "partner"
  UNION ALL SELECT 'member', "id"::text, "partner_id" FROM "member" WHERE "partner_id" IS NOT NULL
  UNION ALL SELECT 'key', k."id"::text, m."partner_id" FROM "api_key" k JOIN "member" m ON m."id" = k."member_id" WHERE m."partner_id" IS NOT NULL
  UNION ALL SELECT 'invitation', "id"::text, "partner_id" FROM "invitation"
  UNION ALL SELECT 'import', "id"::text, "partner_id" FROM "content_import"
) o ON o."type" = a."subject_type" AND o."id" = a."subject_id";
