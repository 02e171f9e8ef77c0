import { createHash } from 'node:crypto';
import { boundFields, contentText } from '../../domain/approvals/binding.ts';
import type { JsonObject } from '../../domain/json.ts';

/** What an approval is bound to: the fields as they are, and the SHA-256 of them in hexadecimal. */
export function boundContent(
  record: JsonObject | null,
  bind: readonly string[],
): { readonly bound: JsonObject; readonly boundHash: string } {
  const bound = boundFields(record, bind);
  return { bound, boundHash: createHash('sha256').update(contentText(bound)).digest('hex') };
}
