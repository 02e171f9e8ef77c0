import { createHash } from 'node:crypto';
import { offerContent } from '../../domain/offers/approval-guard.ts';
import type { RecordJson } from '../../domain/records/record.ts';

/** What tells the content of an offer from another: SHA-256 over the fields that an approval is about. */
export function contentHash(offer: RecordJson): string {
  const content = offerContent.map((key) => [key, offer[key] ?? null]);
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}
