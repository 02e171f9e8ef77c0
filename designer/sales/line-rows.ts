import type { Json, JsonObject } from '../../domain/json.ts';
import type { Line } from '../../domain/records/lines.ts';
import { minorDigits } from '../elements/money.ts';
import type { Draft } from '../records/field-draft.ts';

/** A line as it is typed: numbers are text, the price in major units. */
export type LineRow = {
  /** Tells rows apart while they are moved; no part of the line. */
  readonly key: string;
  readonly productId: string;
  readonly description: string;
  readonly quantity: string;
  readonly unitPrice: string;
  readonly discountPercent: string;
};

let rows = 0;

/** An empty row, of one piece. */
export function newRow(given: Partial<Omit<LineRow, 'key'>> = {}): LineRow {
  rows += 1;
  const empty = { productId: '', description: '', quantity: '1', unitPrice: '', discountPercent: '' };
  return { ...empty, ...given, key: `row-${rows}` };
}

/** The rows of a field's draft, JSON as text. */
export function rowsOf(draft: Draft, currency: unknown): readonly LineRow[] {
  return linesIn(draft).map((line) => {
    const text = (value: Json | undefined) => (value === null || value === undefined ? '' : String(value));
    const price = line.unitPrice;
    const digits = minorDigits(currency);
    return newRow({
      productId: text(line.productId),
      description: text(line.description),
      quantity: text(line.quantity),
      unitPrice: typeof price === 'number' ? (price / 10 ** digits).toFixed(digits) : text(price),
      discountPercent: text(line.discountPercent),
    });
  });
}

/** The draft of rows. What is no number stays as it was typed, for the API to refuse by name. */
export function draftOfRows(of: readonly LineRow[], currency: unknown): string {
  return JSON.stringify(of.map((row) => written(row, currency)));
}

/** The line that a row gives; null while a number is missing in it. */
export function lineOfRow(row: LineRow, currency: unknown): Line | null {
  const { quantity, unitPrice, discountPercent = 0 } = written(row, currency);
  return typeof quantity === 'number' && typeof unitPrice === 'number' && typeof discountPercent === 'number'
    ? { description: row.description, quantity, unitPrice, discountPercent }
    : null;
}

/** The list with an item moved to another place; unchanged where there is no such place. */
export function moved<T>(list: readonly T[], from: number, to: number): readonly T[] {
  const item = list[from];
  if (item === undefined || to < 0 || to >= list.length || from === to) return list;
  const rest = list.filter((_, index) => index !== from);
  return [...rest.slice(0, to), item, ...rest.slice(to)];
}

function written(
  { productId, description, quantity, unitPrice, discountPercent }: LineRow,
  currency: unknown,
): JsonObject {
  const price = numberOr(unitPrice);
  return {
    ...(productId === '' ? {} : { productId }),
    description,
    quantity: numberOr(quantity),
    unitPrice: typeof price === 'number' ? Math.round(price * 10 ** minorDigits(currency)) : price,
    ...(discountPercent.trim() === '' ? {} : { discountPercent: numberOr(discountPercent) }),
  };
}

function linesIn(draft: Draft): readonly JsonObject[] {
  if (typeof draft !== 'string' || draft.trim() === '') return [];
  try {
    const lines = JSON.parse(draft) as unknown;
    return Array.isArray(lines)
      ? (lines.filter((line) => line !== null && typeof line === 'object') as JsonObject[])
      : [];
  } catch {
    return [];
  }
}

function numberOr(text: string): number | string {
  const plain = text.replaceAll(/\s/g, '').replace(',', '.');
  const value = Number(plain);
  return plain !== '' && Number.isFinite(value) ? value : text;
}
