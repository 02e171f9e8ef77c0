import { documentWords } from '../../domain/documents/document-words.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import { amountOfLine, type Line, sumOfLines } from '../../domain/records/lines.ts';
import type { RecordJson } from '../../domain/records/record.ts';
import { accountKeyOf, zonesAround } from '../../domain/records/record-zones.ts';
import { resolveZone } from '../../domain/time/resolve-zone.ts';
import type { Tx } from '../database.ts';
import { createRecordCache, personKeyOf } from '../lookup/record-cache.ts';
import { readSetting } from '../settings/stored-setting.ts';

/**
 * What the template of a document reads: `record`, `contact`, `account`, `owner`, `company`, `words` in the contact's language, and
 * the lines with what each comes to; with the language and zone of its reader.
 */
export async function documentContext(
  tx: Tx,
  record: RecordJson,
  company: { readonly company: string; readonly zone: string },
): Promise<{ context: JsonObject; locale: string | null; zone: string }> {
  const cache = createRecordCache(tx);
  const person = personKeyOf(record, record);
  if (person) await cache.load([person]);
  const contact = cache.record(person);
  const accountKey = accountKeyOf(record, record, contact);
  if (accountKey) await cache.load([accountKey]);
  const account = cache.record(accountKey);
  if (typeof record.ownerId === 'string') await cache.loadUsers([record.ownerId]);
  const owner = cache.user(record.ownerId);
  const locale = typeof contact?.language === 'string' ? contact.language : null;
  const currency = record.currency ?? (await readSetting<{ currency?: string }>(tx, 'company'))?.currency ?? 'EUR';
  const lines = Array.isArray(record.lines) ? (record.lines as unknown as readonly Line[]) : [];
  return {
    locale,
    zone: resolveZone('contact', zonesAround({ contact, account, owner, company: company.zone })).zone,
    context: {
      record,
      contact,
      account,
      owner: owner && { name: owner.name ?? null, email: owner.email ?? null },
      company: { name: company.company },
      words: documentWords(locale),
      lines: lines.map((line, index) => lineOf(line, { index, currency })),
      subtotal: sumOfLines(lines),
      currency,
    },
  };
}

function lineOf(line: Line, { index, currency }: { index: number; currency: Json }): JsonObject {
  return {
    position: index + 1,
    description: line.description,
    quantity: line.quantity,
    unitPrice: line.unitPrice,
    discountPercent: line.discountPercent || null,
    amount: amountOfLine(line),
    currency,
  };
}
