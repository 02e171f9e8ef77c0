-- AlterTable
ALTER TABLE "team" ADD COLUMN     "calendarKey" TEXT;

-- AlterTable
ALTER TABLE "user" ADD COLUMN     "calendarKey" TEXT;

-- CreateTable
CREATE TABLE "calendar" (
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "zone" TEXT NOT NULL,
    "weekly" JSONB NOT NULL,
    "holidays" JSONB NOT NULL DEFAULT '[]',
    "specialDays" JSONB NOT NULL DEFAULT '[]',
    "source" JSONB,
    "publicHolidays" JSONB NOT NULL DEFAULT '[]',
    "filledThrough" INTEGER,
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "calendar_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "calendar_change" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "about" TEXT NOT NULL,
    "actorType" TEXT NOT NULL,
    "actorId" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "replannedAt" TIMESTAMPTZ(3),

    CONSTRAINT "calendar_change_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "date_trigger" (
    "workflowId" UUID NOT NULL,
    "triggerId" TEXT NOT NULL,
    "recordType" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "cursor" UUID,
    "plannedAt" TIMESTAMPTZ(3),

    CONSTRAINT "date_trigger_pkey" PRIMARY KEY ("workflowId","triggerId")
);

-- CreateTable
CREATE TABLE "date_plan" (
    "workflowId" UUID NOT NULL,
    "triggerId" TEXT NOT NULL,
    "recordId" UUID NOT NULL,
    "recordType" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "year" INTEGER,
    "dueAt" TIMESTAMPTZ(3),
    "reachedAt" TIMESTAMPTZ(3),

    CONSTRAINT "date_plan_pkey" PRIMARY KEY ("workflowId","triggerId","recordId")
);

-- CreateIndex
CREATE INDEX "date_plan_recordId_idx" ON "date_plan"("recordId");

-- CreateIndex
CREATE INDEX "date_plan_dueAt_idx" ON "date_plan"("dueAt");
