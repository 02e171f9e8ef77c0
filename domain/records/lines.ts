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
  return { total: discounted(sumOfLines(lines), 1, record.discountPercent) };
}

/** What lines come to before the discount on all of them, in minor units. */
export function sumOfLines(lines: readonly Line[]): number {
  return lines.reduce((sum, line) => sum + amountOfLine(line), 0);
}

/** What a line comes to, with its own discount, in minor units. */
export function amountOfLine({ quantity, unitPrice, discountPercent }: Line): number {
  return discounted(unitPrice, quantity, discountPercent);
}

/**
 * `totalDiscountPercent`: what lines and the discount on all of them take off the list price together, in percent of it with four
 * decimals, within 0 and 100. Measured before cents are rounded, so that 10 % of an odd price are 10 %. A line below zero takes
 * off as well. Where there is no list price to measure by, the discount on the whole.
 */
export function totalDiscountOf(record: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const lines = Array.isArray(record.lines) ? (record.lines as readonly Line[]) : [];
  const sum = (amounts: readonly bigint[]) => amounts.reduce((before, amount) => before + amount, 0n);
  const list = sum(lines.map(listPrice).filter((price) => price > 0n)) * whole * whole;
  if (list <= 0n) return { totalDiscountPercent: record.discountPercent ?? null };
  const asked = sum(lines.map((line) => listPrice(line) * shareLeft(line.discountPercent)));
  const percent =
    Number(dividedHalfUp((list - asked * shareLeft(record.discountPercent)) * whole, list)) / scale.percent;
  return { totalDiscountPercent: Math.min(100, Math.max(0, percent)) };
}

/** Parts of a unit, and of a percent, that count: quantities have six decimals, percents four. */
const scale = { quantity: 1_000_000, percent: 10_000 } as const;

/** All of an amount, in parts of a percent. */
const whole = BigInt(100 * scale.percent);

/** What a discount leaves of `whole`. */
function shareLeft(percent: unknown): bigint {
  return whole - BigInt(Math.round((typeof percent === 'number' ? percent : 0) * scale.percent));
}

/** Quantity times price, in parts of a minor unit. */
function listPrice({ quantity, unitPrice }: Pick<Line, 'quantity' | 'unitPrice'>): bigint {
  return BigInt(Math.round(unitPrice)) * BigInt(Math.round(quantity * scale.quantity));
}

/** In whole numbers: half a cent is half a cent, which `1 - percent / 100` as a fraction of two would not keep. */
function discounted(unitPrice: number, quantity: number, percent: unknown): number {
  return Number(dividedHalfUp(listPrice({ unitPrice, quantity }) * shareLeft(percent), BigInt(scale.quantity) * whole));
}

/** `b` is above zero. */
function dividedHalfUp(a: bigint, b: bigint): bigint {
  const doubled = 2n * a + b;
  const quotient = doubled / (2n * b);
  return doubled % (2n * b) < 0n ? quotient - 1n : quotient;
}
