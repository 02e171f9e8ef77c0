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

/** Parts of a unit, and of a percent, that count: quantities have six decimals, percents four. */
const scale = { quantity: 1_000_000, percent: 10_000 } as const;

/** In whole numbers: half a cent is half a cent, which `1 - percent / 100` as a fraction of two would not keep. */
function discounted(amount: number, quantity: number, percent: unknown): number {
  const share = 100 * scale.percent - Math.round((typeof percent === 'number' ? percent : 0) * scale.percent);
  const product = BigInt(Math.round(amount)) * BigInt(Math.round(quantity * scale.quantity)) * BigInt(share);
  const unit = BigInt(scale.quantity * 100 * scale.percent);
  return Number(floorDivide(2n * product + unit, 2n * unit));
}

function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b < 0n ? quotient - 1n : quotient;
}
