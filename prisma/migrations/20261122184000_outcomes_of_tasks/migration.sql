-- AlterTable
ALTER TABLE "task" ADD COLUMN     "outcomes" TEXT[] DEFAULT ARRAY[]::TEXT[];
