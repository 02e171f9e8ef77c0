-- CreateTable
CREATE TABLE "sla_clock" (
    "id" UUID NOT NULL,
    "recordType" TEXT NOT NULL,
    "recordId" UUID NOT NULL,
    "policyKey" TEXT,
    "clockKey" TEXT,
    "runId" UUID,
    "stepId" TEXT,
    "visit" INTEGER,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "calendar" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "target" BIGINT NOT NULL,
    "consumed" BIGINT NOT NULL DEFAULT 0,
    "since" TIMESTAMPTZ(3),
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),
    "breachedAt" TIMESTAMPTZ(3),
    "targetRow" INTEGER NOT NULL DEFAULT 0,
    "marks" JSONB NOT NULL DEFAULT '[]',
    "passed" JSONB NOT NULL DEFAULT '[]',
    "nextAt" TIMESTAMPTZ(3),
    "dueAt" TIMESTAMPTZ(3),
    "seenSeq" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "sla_clock_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "sla_clock_recordId_state_idx" ON "sla_clock"("recordId", "state");

-- CreateIndex
CREATE INDEX "sla_clock_state_nextAt_idx" ON "sla_clock"("state", "nextAt");

-- CreateIndex
CREATE INDEX "sla_clock_state_dueAt_idx" ON "sla_clock"("state", "dueAt");

-- CreateIndex
CREATE UNIQUE INDEX "sla_clock_runId_stepId_visit_key" ON "sla_clock"("runId", "stepId", "visit");
