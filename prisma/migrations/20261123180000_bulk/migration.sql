-- AlterTable
ALTER TABLE "content_item" ADD COLUMN     "reference" TEXT;

-- CreateTable
CREATE TABLE "content_import" (
    "id" UUID NOT NULL,
    "partner_id" UUID NOT NULL,
    "is_dry" BOOLEAN NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "opened_by_id" UUID NOT NULL,
    "closed_at" TIMESTAMPTZ(3),
    "last_batch" INTEGER NOT NULL DEFAULT 0,
    "rows_made" INTEGER NOT NULL DEFAULT 0,
    "rows_changed" INTEGER NOT NULL DEFAULT 0,
    "rows_unchanged" INTEGER NOT NULL DEFAULT 0,
    "rows_refused" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "content_import_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "content_import_refusal" (
    "import_id" UUID NOT NULL,
    "row" INTEGER NOT NULL,
    "reference" TEXT NOT NULL,
    "refusals" JSONB NOT NULL,

    CONSTRAINT "content_import_refusal_pkey" PRIMARY KEY ("import_id","row")
);

-- CreateIndex
CREATE INDEX "content_import_partner_id_opened_at_idx" ON "content_import"("partner_id", "opened_at");

-- CreateIndex
CREATE UNIQUE INDEX "content_item_partner_id_reference_key" ON "content_item"("partner_id", "reference");

-- AddForeignKey
ALTER TABLE "content_import" ADD CONSTRAINT "content_import_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "content_import_refusal" ADD CONSTRAINT "content_import_refusal_import_id_fkey" FOREIGN KEY ("import_id") REFERENCES "content_import"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
