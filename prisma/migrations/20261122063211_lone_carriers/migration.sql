-- AlterTable
ALTER TABLE "carrier" ADD COLUMN     "delivers" BOOLEAN NOT NULL DEFAULT true;
