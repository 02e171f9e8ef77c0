-- AlterTable
ALTER TABLE "offer" ADD COLUMN     "totalDiscountPercent" DOUBLE PRECISION;

-- As `totalDiscountOf` in domain/records/lines.ts has it: what lines and the whole take off together, else the discount on the whole.
UPDATE "offer" o SET "totalDiscountPercent" = COALESCE(
  (
    SELECT LEAST(100, GREATEST(0, round(
      (1 - sum(line.price * (1 - line.discount / 100)) * (1 - round(COALESCE(o."discountPercent", 0)::numeric, 4) / 100) / sum(GREATEST(line.price, 0))) * 100,
      4)))
    FROM (
      SELECT
        (one->>'unitPrice')::numeric * round((one->>'quantity')::numeric, 6) AS price,
        round(COALESCE((one->>'discountPercent')::numeric, 0), 4) AS discount
      FROM jsonb_array_elements(CASE WHEN jsonb_typeof(o."lines") = 'array' THEN o."lines" ELSE '[]' END) one
    ) line
    HAVING sum(GREATEST(line.price, 0)) > 0
  ),
  o."discountPercent"
);
