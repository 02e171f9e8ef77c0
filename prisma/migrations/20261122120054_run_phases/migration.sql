-- DropIndex
DROP INDEX "run_state_startedAt_idx";

-- DropIndex
DROP INDEX "run_workflowId_state_startedAt_idx";

-- AlterTable
ALTER TABLE "run" ADD COLUMN     "phase" TEXT GENERATED ALWAYS AS (CASE WHEN "state" IN ('running', 'waiting') THEN 'open' ELSE "state" END) STORED;

-- CreateIndex
CREATE INDEX "run_workflowId_phase_startedAt_idx" ON "run"("workflowId", "phase", "startedAt");

-- CreateIndex
CREATE INDEX "run_phase_startedAt_idx" ON "run"("phase", "startedAt");
