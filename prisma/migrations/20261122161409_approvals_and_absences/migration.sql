-- CreateTable
CREATE TABLE "approval" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "description" TEXT,
    "workflowKey" TEXT NOT NULL,
    "runId" UUID NOT NULL,
    "stepId" TEXT NOT NULL,
    "visit" INTEGER NOT NULL,
    "positionId" UUID NOT NULL,
    "recordType" TEXT NOT NULL,
    "recordId" UUID NOT NULL,
    "mode" JSONB NOT NULL,
    "round" INTEGER NOT NULL,
    "rounds" INTEGER,
    "deadline" TIMESTAMPTZ(3),
    "escalated" BOOLEAN NOT NULL DEFAULT false,
    "terms" JSONB NOT NULL,
    "submitterId" UUID,
    "submitterName" TEXT,
    "lock" TEXT NOT NULL DEFAULT 'none',
    "bind" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "bound" JSONB NOT NULL,
    "boundHash" TEXT NOT NULL,
    "diff" JSONB,
    "reason" TEXT,
    "answers" JSONB,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "approval_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "approval_slot" (
    "id" UUID NOT NULL,
    "approvalId" UUID NOT NULL,
    "n" INTEGER NOT NULL,
    "approverId" UUID,
    "group" TEXT,
    "candidates" UUID[],
    "names" JSONB NOT NULL DEFAULT '{}',
    "state" TEXT NOT NULL,
    "movedFrom" JSONB,
    "decision" TEXT,
    "comment" TEXT,
    "actedBy" UUID,
    "at" TIMESTAMPTZ(3),
    "told" UUID[],
    "reminders" INTEGER NOT NULL DEFAULT 0,
    "remindAt" TIMESTAMPTZ(3),

    CONSTRAINT "approval_slot_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "absence" (
    "id" UUID NOT NULL,
    "userId" UUID NOT NULL,
    "substituteId" UUID,
    "from" TIMESTAMPTZ(3) NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "note" TEXT,
    "movedAt" TIMESTAMPTZ(3),
    "createdBy" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "absence_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "approval_recordId_createdAt_idx" ON "approval"("recordId", "createdAt");

-- CreateIndex
CREATE INDEX "approval_state_createdAt_id_idx" ON "approval"("state", "createdAt", "id");

-- CreateIndex
CREATE INDEX "approval_createdAt_id_idx" ON "approval"("createdAt", "id");

-- CreateIndex
CREATE UNIQUE INDEX "approval_runId_stepId_visit_key" ON "approval"("runId", "stepId", "visit");

-- CreateIndex
CREATE INDEX "approval_slot_approvalId_n_idx" ON "approval_slot"("approvalId", "n");

-- CreateIndex
CREATE INDEX "absence_userId_until_idx" ON "absence"("userId", "until");

-- CreateIndex
CREATE INDEX "absence_until_idx" ON "absence"("until");

-- What somebody can decide now: the inbox.
CREATE INDEX "approval_slot_open_idx" ON "approval_slot" USING gin ("candidates") WHERE "state" = 'open';
-- What holds a record, and what a change of it may void.
CREATE INDEX "approval_binding_idx" ON "approval" ("recordId") WHERE "state" IN ('open', 'approved');
