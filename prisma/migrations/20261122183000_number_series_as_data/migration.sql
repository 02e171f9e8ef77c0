-- The newest year of each series goes on: `OF-2026` becomes the series of offers.
DELETE FROM "number_series" s USING "number_series" newer
WHERE split_part(s."key", '-', 1) = split_part(newer."key", '-', 1) AND s."key" < newer."key";

-- AlterTable
ALTER TABLE "number_series" ADD COLUMN     "pattern" TEXT,
ADD COLUMN     "yearly" BOOLEAN NOT NULL DEFAULT true,
ADD COLUMN     "period" INTEGER;

UPDATE "number_series" SET
  "pattern" = split_part("key", '-', 1) || '-{year}-{0000}',
  "period" = split_part("key", '-', 2)::int,
  "key" = CASE split_part("key", '-', 1) WHEN 'OF' THEN 'offer' WHEN 'OR' THEN 'order' WHEN 'IN' THEN 'invoice' ELSE 'case' END;

ALTER TABLE "number_series" ALTER COLUMN "pattern" SET NOT NULL;
