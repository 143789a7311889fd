-- AlterTable
ALTER TABLE "audit_entry" ADD COLUMN     "format" SMALLINT NOT NULL DEFAULT 1,
ADD COLUMN     "session_id" TEXT;

-- CreateIndex
CREATE INDEX "audit_entry_actor_id_seq_idx" ON "audit_entry"("actor_id", "seq");

-- CreateIndex
CREATE INDEX "audit_entry_action_seq_idx" ON "audit_entry"("action", "seq");

-- CreateIndex
CREATE INDEX "audit_entry_at_idx" ON "audit_entry"("at");

-- From here on by hand: what Prisma's schema cannot say. Each has a test in test/database/roles.spec.ts.

-- Entries of the first form say nothing of a session, and their hash covers none.
ALTER TABLE "audit_entry" ADD CONSTRAINT "audit_entry_format" CHECK ("format" IN (1, 2) AND ("format" = 2 OR "session_id" IS NULL));

-- Who appends may read the head and hold it, but not write it: a row lock asks for the right to write, so a function takes it.
CREATE FUNCTION "lock_audit_head"() RETURNS TABLE ("seq" BIGINT, "hash" TEXT) LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT h."seq", h."hash" FROM "audit_head" h WHERE h."id" = 1 FOR UPDATE
$$;

-- The head moves with the rows and never without them: every row appended has to follow the one before it, the first of them the
-- head. Whoever inserts, a gap, a branch or a place that is taken is refused.
CREATE FUNCTION "follow_audit_head"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  head RECORD;
  astray BIGINT;
BEGIN
  IF NOT EXISTS (SELECT 1 FROM appended) THEN
    RETURN NULL;
  END IF;
  SELECT h."seq", h."hash" INTO head FROM "audit_head" h WHERE h."id" = 1 FOR UPDATE;
  SELECT a."seq" INTO astray FROM (
    SELECT n."seq", n."previous", row_number() OVER w AS place, lag(n."hash", 1, head."hash") OVER w AS expected
    FROM appended n WINDOW w AS (ORDER BY n."seq")
  ) a WHERE a."seq" <> head."seq" + a.place OR a."previous" <> a.expected ORDER BY a."seq" LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'the audit entry % does not follow the end of the chain, which is at %', astray, head."seq"
      USING ERRCODE = 'restrict_violation';
  END IF;
  UPDATE "audit_head" h SET ("seq", "hash") = (SELECT n."seq", n."hash" FROM appended n ORDER BY n."seq" DESC LIMIT 1) WHERE h."id" = 1;
  RETURN NULL;
END $$;
CREATE TRIGGER "audit_entry_follows" AFTER INSERT ON "audit_entry"
  REFERENCING NEW TABLE AS appended FOR EACH STATEMENT EXECUTE FUNCTION "follow_audit_head"();

-- Also the owner moves the head forward only, and only onto a row that is there.
CREATE FUNCTION "refuse_audit_head_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW."id" = OLD."id" AND NEW."seq" >= OLD."seq"
    AND EXISTS (SELECT 1 FROM "audit_entry" a WHERE a."seq" = NEW."seq" AND a."hash" = NEW."hash") THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'audit_head moves forward with the rows of audit_entry: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER "audit_head_forward" BEFORE UPDATE OR DELETE ON "audit_head" FOR EACH ROW EXECUTE FUNCTION "refuse_audit_head_change"();
CREATE TRIGGER "audit_head_not_truncated" BEFORE TRUNCATE ON "audit_head" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change"();

-- Whoever may run them is said with all other grants (prisma/grants.sql).
REVOKE EXECUTE ON FUNCTION "lock_audit_head"() FROM PUBLIC;
