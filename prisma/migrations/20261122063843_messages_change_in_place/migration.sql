-- DropIndex
DROP INDEX "message_providerId_idx";

-- AlterTable
ALTER TABLE "message" ADD COLUMN     "doubtful" BOOLEAN GENERATED ALWAYS AS (CASE WHEN "state" IN ('deferred', 'unknown') THEN true END) STORED,
ADD COLUMN     "looseSince" TIMESTAMPTZ(3) GENERATED ALWAYS AS (CASE WHEN "runId" IS NULL AND "state" IN ('planned', 'deferred') THEN "createdAt" END) STORED,
ADD COLUMN     "smsId" TEXT GENERATED ALWAYS AS (CASE WHEN "channel" = 'sms' THEN "providerId" END) STORED;

-- CreateTable
CREATE TABLE "hand_off" (
    "messageId" UUID NOT NULL,
    "runId" UUID,
    "leaseUntil" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "hand_off_pkey" PRIMARY KEY ("messageId")
);

-- CreateIndex
CREATE INDEX "hand_off_runId_idx" ON "hand_off"("runId");

-- What a Prisma schema cannot say.

-- A message that leaves changes its state twice. No index names what changes then, and pages keep room for it, so that
-- its row changes in place.
DROP INDEX "message_handing_off_idx";
DROP INDEX "message_doubtful_idx";
DROP INDEX "message_without_run_idx";
CREATE INDEX "message_doubtful_idx" ON "message" ("createdAt") WHERE "doubtful";
CREATE INDEX "message_looseSince_idx" ON "message" ("looseSince") WHERE "looseSince" IS NOT NULL;
CREATE INDEX "message_smsId_idx" ON "message" ("smsId") WHERE "smsId" IS NOT NULL;
ALTER TABLE "message" SET (fillfactor = 50);

INSERT INTO "hand_off" ("messageId", "runId", "leaseUntil")
SELECT "id", "runId", "leaseUntil" FROM "message" WHERE "state" = 'handing-off' AND "leaseUntil" IS NOT NULL;
