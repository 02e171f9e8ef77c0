import type { Json } from '../../domain/json.ts';
import { jsonEqual } from '../../domain/json.ts';
import { amountOfLine, type Line } from '../../domain/records/lines.ts';
import type { RecordJson } from '../../domain/records/record.ts';
import { linesOf } from './lines-of.ts';

/** Fields of an offer that are compared; lines are compared one by one. */
export const comparedFields = [
  'title',
  'accountId',
  'contactId',
  'discountPercent',
  'currency',
  'validUntil',
  'total',
] as const;

export type FieldDifference = {
  readonly field: (typeof comparedFields)[number];
  readonly before: Json;
  readonly after: Json;
};
export type LineDifference = { readonly before: Line | null; readonly after: Line | null };
export type OfferDifferences = {
  readonly fields: readonly FieldDifference[];
  readonly lines: readonly LineDifference[];
};

/** What is different in a later revision: fields, then lines that were changed, left out or added. */
export function compareOffers(before: RecordJson, after: RecordJson): OfferDifferences {
  const fields = comparedFields.flatMap((field) => {
    const difference = { field, before: before[field] ?? null, after: after[field] ?? null };
    return jsonEqual(difference.before, difference.after) ? [] : [difference];
  });
  return { fields, lines: compareLines(linesOf(before), linesOf(after)) };
}

function compareLines(before: readonly Line[], after: readonly Line[]): readonly LineDifference[] {
  const rest = [...after];
  const take = (fits: (line: Line) => boolean) => {
    const at = rest.findIndex(fits);
    return at < 0 ? null : (rest.splice(at, 1)[0] ?? null);
  };
  // What is the same goes together first, so that of two lines of one product the changed one is told.
  const open = before.filter((line) => take((other) => sameLine(line, other)) === null);
  const pairs = open.map((line) => ({ before: line, after: take((other) => nameOf(other) === nameOf(line)) }));
  return [...pairs, ...rest.map((line) => ({ before: null, after: line }))];
}

const nameOf = ({ productId, description }: Line) => productId ?? description;

const sameLine = (a: Line, b: Line) =>
  nameOf(a) === nameOf(b) &&
  a.description === b.description &&
  a.quantity === b.quantity &&
  amountOfLine(a) === amountOfLine(b) &&
  a.unitPrice === b.unitPrice;
