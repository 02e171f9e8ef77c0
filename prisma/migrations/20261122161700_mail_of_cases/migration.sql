-- AlterTable
ALTER TABLE "case" ADD COLUMN     "channel" TEXT,
ADD COLUMN     "costEntered" BIGINT,
ADD COLUMN     "currency" TEXT,
ADD COLUMN     "firstResponseAt" TIMESTAMPTZ(3),
ADD COLUMN     "reopenedCount" INTEGER,
ADD COLUMN     "resolvedThrough" TEXT,
ADD COLUMN     "satisfaction" INTEGER,
ADD COLUMN     "satisfactionComment" TEXT,
ADD COLUMN     "timeSpentMinutes" INTEGER;

-- AlterTable
ALTER TABLE "message" ADD COLUMN     "caseMailId" TEXT GENERATED ALWAYS AS (CASE WHEN "recordType" = 'case' AND "channel" = 'email' THEN "payload" ->> 'key' END) STORED;

-- CreateTable
CREATE TABLE "inbound_mail" (
    "id" UUID NOT NULL,
    "dedupe" TEXT NOT NULL,
    "messageId" TEXT,
    "inReplyTo" TEXT,
    "references" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "caseId" UUID,
    "contactId" UUID,
    "matchedBy" TEXT,
    "asideReason" TEXT,
    "from" TEXT NOT NULL,
    "fromName" TEXT,
    "to" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "subject" TEXT,
    "text" TEXT,
    "html" TEXT,
    "automatic" BOOLEAN NOT NULL DEFAULT false,
    "size" INTEGER NOT NULL,
    "sentAt" TIMESTAMPTZ(3),
    "receivedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "inbound_mail_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "inbound_attachment" (
    "mailId" UUID NOT NULL,
    "n" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "contentType" TEXT NOT NULL,
    "contentId" TEXT,
    "size" INTEGER NOT NULL,
    "content" BYTEA NOT NULL,

    CONSTRAINT "inbound_attachment_pkey" PRIMARY KEY ("mailId","n")
);

-- CreateIndex
CREATE UNIQUE INDEX "inbound_mail_dedupe_key" ON "inbound_mail"("dedupe");

-- CreateIndex
CREATE INDEX "inbound_mail_caseId_receivedAt_idx" ON "inbound_mail"("caseId", "receivedAt");

-- CreateIndex
CREATE INDEX "inbound_mail_messageId_idx" ON "inbound_mail"("messageId");

-- CreateIndex
CREATE INDEX "inbound_mail_from_receivedAt_idx" ON "inbound_mail"("from", "receivedAt");

-- What a Prisma schema cannot say.

-- Answers to mails about cases name these.
CREATE INDEX "message_caseMailId_idx" ON "message" ("caseMailId") WHERE "caseMailId" IS NOT NULL;
