-- CreateTable
CREATE TABLE "non_match" (
    "id" UUID NOT NULL,
    "workflowId" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "triggerId" TEXT NOT NULL,
    "subjectType" TEXT NOT NULL,
    "subjectId" UUID NOT NULL,
    "eventId" UUID NOT NULL,
    "eventType" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "trace" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "non_match_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "non_match_workflowId_subjectId_createdAt_idx" ON "non_match"("workflowId", "subjectId", "createdAt");

-- CreateIndex
CREATE INDEX "non_match_workflowId_createdAt_idx" ON "non_match"("workflowId", "createdAt");

-- What a Prisma schema cannot say.

-- Messages without a run that are still to leave.
CREATE INDEX "message_without_run_idx" ON "message" ("createdAt") WHERE "runId" IS NULL AND "state" IN ('planned', 'deferred');

-- Counts the legs that were begun.
CREATE SEQUENCE "leg_n_seq";
