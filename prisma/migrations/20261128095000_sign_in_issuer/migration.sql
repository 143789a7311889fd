-- CreateTable
CREATE TABLE "sign_in_issuer" (
    "id" UUID NOT NULL,
    "partner_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "issuer" TEXT NOT NULL,
    "client_id" TEXT NOT NULL,
    "client_secret" TEXT,
    "added_by_id" UUID NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "sign_in_issuer_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "sign_in_issuer_partner_id_idx" ON "sign_in_issuer"("partner_id");

-- AddForeignKey
ALTER TABLE "sign_in_issuer" ADD CONSTRAINT "sign_in_issuer_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Written by hand.
ALTER TABLE "sign_in_issuer" ADD CONSTRAINT "sign_in_issuer_https_check" CHECK ("issuer" LIKE 'https://%');
ALTER TABLE "sign_in_session" DROP CONSTRAINT "sign_in_session_method_check";
ALTER TABLE "sign_in_session" ADD CONSTRAINT "sign_in_session_method_check"
  CHECK ("method" IN ('PASSWORD', 'CODE', 'RECOVERY_CODE', 'PASSKEY', 'ISSUER', 'ISSUER_SECOND_FACTOR'));
