-- AlterTable
ALTER TABLE "api_key" ADD COLUMN     "last_used_on" DATE,
ADD COLUMN     "name" TEXT NOT NULL DEFAULT 'default',
ADD COLUMN     "scopes" JSONB;

-- Written by hand: a key that is for nothing is none, and no list may stand for everything by being empty.
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_name_check" CHECK ("name" ~ '^[a-z0-9-]{1,40}$');
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_scopes_check"
  CHECK ("scopes" IS NULL OR (jsonb_typeof("scopes") = 'array' AND "scopes" <> '[]'::jsonb));
