-- AlterTable
ALTER TABLE "approval" ADD COLUMN     "deadlinePlan" JSONB;

-- AlterTable
ALTER TABLE "approval_slot" ADD COLUMN     "countsWith" UUID,
ADD COLUMN     "ref" JSONB,
ADD COLUMN     "remindSince" TIMESTAMPTZ(3);

-- Slots of groups that are asked: their members are looked after.
CREATE INDEX "approval_slot_group_idx" ON "approval_slot" ("ref") WHERE "ref" IS NOT NULL AND "state" IN ('open', 'waiting');
-- What people are asked or were, in pages of the newest.
CREATE INDEX "approval_slot_asked_idx" ON "approval_slot" USING gin ("candidates");
