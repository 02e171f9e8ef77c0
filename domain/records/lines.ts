/** One line of an offer, order or invoice; `unitPrice` in minor units. */
export type Line = {
  readonly productId?: string;
  readonly description: string;
  readonly quantity: number;
  readonly unitPrice: number;
  readonly discountPercent?: number;
};

/** `total` in minor units from lines and the discount on all of them, rounded half up a line; nothing when there are no lines. */
export function totalOfLines(record: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (!Array.isArray(record.lines) || record.lines.length === 0) return {};
  const lines = record.lines as readonly Line[];
  const sum = lines.reduce(
    (total, line) => total + discounted(line.quantity * line.unitPrice, line.discountPercent),
    0,
  );
  return { total: discounted(sum, record.discountPercent) };
}

function discounted(amount: number, percent: unknown): number {
  return Math.round(amount * (1 - (typeof percent === 'number' ? percent : 0) / 100));
}
