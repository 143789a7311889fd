-- CreateTable
CREATE TABLE "installation" (
    "only" INTEGER NOT NULL,
    "id" UUID NOT NULL,

    CONSTRAINT "installation_pkey" PRIMARY KEY ("only")
);

ALTER TABLE "installation" ADD CONSTRAINT "installation_is_one" CHECK ("only" = 1);

INSERT INTO "installation" ("only", "id") VALUES (1, gen_random_uuid());
