-- AlterTable
ALTER TABLE "interaction" ADD COLUMN     "attendees" JSONB,
ADD COLUMN     "link" TEXT,
ADD COLUMN     "place" TEXT,
ADD COLUMN     "status" TEXT,
ADD COLUMN     "title" TEXT;

-- CreateIndex
CREATE INDEX "interaction_at_idx" ON "interaction"("at");

-- CreateIndex
CREATE INDEX "task_dueAt_idx" ON "task"("dueAt");
