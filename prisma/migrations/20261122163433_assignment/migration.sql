-- AlterTable
ALTER TABLE "task" ADD COLUMN     "checklist" JSONB,
ADD COLUMN     "overdueFor" TIMESTAMPTZ(3),
ADD COLUMN     "queue" TEXT;

-- AlterTable
ALTER TABLE "user" ADD COLUMN     "capacity" INTEGER,
ADD COLUMN     "skills" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "territories" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- CreateTable
CREATE TABLE "sla_policy" (
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "recordType" TEXT NOT NULL,
    "position" INTEGER NOT NULL DEFAULT 0,
    "content" JSONB NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sla_policy_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "queue" (
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "members" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "alert" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "queue_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "assignment_pool" (
    "key" TEXT NOT NULL,
    "turns" JSONB NOT NULL DEFAULT '{}',
    "last" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "assignment_pool_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "assignment" (
    "id" UUID NOT NULL,
    "recordType" TEXT NOT NULL,
    "recordId" UUID NOT NULL,
    "userId" UUID,
    "queue" TEXT,
    "by" TEXT NOT NULL,
    "reason" JSONB NOT NULL DEFAULT '{}',
    "runId" UUID,
    "stepId" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "assignment_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "assignment_recordId_at_idx" ON "assignment"("recordId", "at");
