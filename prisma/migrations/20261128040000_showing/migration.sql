-- CreateTable
CREATE TABLE "showing_batch" (
    "hash" BYTEA NOT NULL,
    "received_on" DATE NOT NULL,

    CONSTRAINT "showing_batch_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "showing_pending" (
    "day" DATE NOT NULL,
    "campaign_id" UUID NOT NULL,
    "item_id" UUID NOT NULL,
    "region" TEXT NOT NULL,
    "sum" INTEGER NOT NULL,

    CONSTRAINT "showing_pending_pkey" PRIMARY KEY ("day","campaign_id","item_id","region")
);

-- CreateTable
CREATE TABLE "showing_sum" (
    "day" DATE NOT NULL,
    "campaign_id" UUID NOT NULL,
    "item_id" UUID NOT NULL,
    "region" TEXT NOT NULL,
    "sum" INTEGER NOT NULL,
    "held_back" INTEGER NOT NULL,
    "id" UUID NOT NULL,

    CONSTRAINT "showing_sum_pkey" PRIMARY KEY ("day","campaign_id","item_id","region")
);

-- CreateIndex
CREATE INDEX "showing_batch_received_on_idx" ON "showing_batch"("received_on");

-- CreateIndex
CREATE UNIQUE INDEX "showing_sum_id_key" ON "showing_sum"("id");

-- CreateIndex
CREATE INDEX "showing_sum_day_id_idx" ON "showing_sum"("day", "id");

-- CreateIndex
CREATE INDEX "showing_sum_item_id_day_idx" ON "showing_sum"("item_id", "day");

-- Written by hand: what a sum can be, and that the floor holds whoever writes.
ALTER TABLE "showing_batch" ADD CONSTRAINT "showing_batch_hash_check" CHECK (length("hash") = 32);
ALTER TABLE "showing_pending" ADD CONSTRAINT "showing_pending_check" CHECK ("sum" > 0 AND "region" ~ '^([A-Z]{2})?$');
ALTER TABLE "showing_sum" ADD CONSTRAINT "showing_sum_check"
  CHECK ("sum" >= 20 AND "held_back" BETWEEN 0 AND 9 AND "region" ~ '^([A-Z]{2})?$');
