-- AlterTable
ALTER TABLE "date_plan" ADD COLUMN     "cause" JSONB;
