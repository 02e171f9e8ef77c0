-- AlterTable
ALTER TABLE "offer" ADD COLUMN     "revisionOf" UUID;

-- CreateTable
CREATE TABLE "currency_rate" (
    "currency" TEXT NOT NULL,
    "date" DATE NOT NULL,
    "rate" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "currency_rate_pkey" PRIMARY KEY ("currency","date")
);

-- CreateTable
CREATE TABLE "document" (
    "id" UUID NOT NULL,
    "recordType" TEXT NOT NULL,
    "recordId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "fileName" TEXT NOT NULL,
    "mime" TEXT NOT NULL,
    "bytes" BYTEA NOT NULL,
    "sha256" TEXT NOT NULL,
    "template" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "runId" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "document_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "offer_share" (
    "id" UUID NOT NULL,
    "offerId" UUID NOT NULL,
    "revision" INTEGER NOT NULL,
    "contentHash" TEXT NOT NULL,
    "documentId" UUID,
    "runId" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "viewedAt" TIMESTAMPTZ(3),
    "decidedAt" TIMESTAMPTZ(3),
    "decision" TEXT,
    "name" TEXT,
    "reason" TEXT,

    CONSTRAINT "offer_share_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "document_recordId_kind_version_key" ON "document"("recordId", "kind", "version");

-- CreateIndex
CREATE INDEX "offer_share_offerId_idx" ON "offer_share"("offerId");

-- CreateIndex
CREATE INDEX "offer_validUntil_idx" ON "offer"("validUntil");

-- CreateIndex
CREATE INDEX "offer_revisionOf_idx" ON "offer"("revisionOf");
