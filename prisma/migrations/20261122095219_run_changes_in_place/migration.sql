-- DropIndex
DROP INDEX "run_carrierId_dueAt_idx";

-- DropIndex
DROP INDEX "run_position_stepId_state_idx";

-- DropIndex
DROP INDEX "run_step_runId_n_idx";

-- CreateIndex
CREATE INDEX "run_carrierId_id_idx" ON "run"("carrierId", "id");

-- What a Prisma schema cannot say.

-- A leg changes when its run is due: no index names that, and pages keep room, so that the row changes in place. Carriers
-- say when they are due, for whoever looks after late ones.
DROP INDEX "run_open_due_idx";
CREATE INDEX "carrier_dueAt_idx" ON "carrier" ("dueAt") WHERE "dueAt" IS NOT NULL;
ALTER TABLE "run" SET (fillfactor = 40);
-- Two changes more of a message's row find room on its page.
ALTER TABLE "message" SET (fillfactor = 30);
