import type { Json, JsonObject } from '../json.ts';

/** What a sales document is copied into. */
export type CopyKind = 'order' | 'invoice' | 'duplicate' | 'revision';

/** The type that each copy is made from. */
export const copiedFrom = { order: 'offer', invoice: 'order', duplicate: 'offer', revision: 'offer' } as const;
/** The type that each copy is. */
export const copyType = { order: 'order', invoice: 'invoice', duplicate: 'offer', revision: 'offer' } as const;

type Source = Readonly<Record<string, Json>>;

const content = ['title', 'dealId', 'accountId', 'contactId', 'lines', 'discountPercent', 'currency'];

/**
 * The fields of a copy: parties, lines and discounts go along, number and status never do. A total goes along only where there are
 * no lines that give it. A revision keeps the day until which its offer is valid, a duplicate asks for its own.
 */
export function copyFields(kind: CopyKind, source: Source): JsonObject {
  const hasLines = Array.isArray(source.lines) && source.lines.length > 0;
  const taken = [
    ...content,
    'ownerId',
    'teamId',
    ...(hasLines ? [] : ['total']),
    ...(kind === 'revision' ? ['validUntil'] : []),
  ];
  const fields = Object.fromEntries(
    taken.flatMap((key) => (source[key] === null || source[key] === undefined ? [] : [[key, source[key]]])),
  );
  if (kind === 'order') return { ...fields, offerId: String(source.id) };
  if (kind === 'invoice') return { ...fields, orderId: String(source.id) };
  return kind === 'revision' ? { ...fields, revisionOf: String(source.id) } : fields;
}

/** The number without the mark of a revision: `OF-2026-0001-r2` → `OF-2026-0001`. */
export function baseNumber(number: string): string {
  return number.replace(/-r\d+$/, '');
}

/** The number of a revision: that of its offer with a mark, so that it takes none of the series. */
export function revisionNumber(number: string, revision: number): string {
  return `${baseNumber(number)}-r${revision}`;
}
