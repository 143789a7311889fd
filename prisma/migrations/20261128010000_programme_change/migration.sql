-- AlterTable
ALTER TABLE "programme_version" ADD COLUMN     "common_version" BIGINT NOT NULL DEFAULT 0,
ADD COLUMN     "mark" UUID;

-- CreateTable
CREATE TABLE "programme_change" (
    "version" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "mark" UUID NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "programme_change_pkey" PRIMARY KEY ("version","kind","subject")
);

-- CreateTable
CREATE TABLE "surface_stamp" (
    "surface_slug" TEXT NOT NULL,
    "version" BIGINT NOT NULL,

    CONSTRAINT "surface_stamp_pkey" PRIMARY KEY ("surface_slug")
);

-- From here on by hand: what Prisma's schema cannot say.

-- Whatever changed before there were stamps counts as common: no surface goes back.
UPDATE "programme_version" SET "common_version" = "version";

ALTER TABLE "programme_change" ADD CONSTRAINT "programme_change_kind" CHECK (
  "kind" IN ('RUN', 'CAMPAIGN', 'REVISION', 'ITEM', 'PARTNER', 'SURFACE', 'HELP', 'PAUSES', 'HELP_ONLY', 'GUIDES', 'PARTNERS', 'EVERYTHING')
);
