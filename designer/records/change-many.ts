import type { Issue } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';
import type { RecordJson } from '../../domain/records/record.ts';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import { post } from '../api/client.ts';

type Result = { readonly status: number; readonly issues?: readonly Issue[] };
type Item =
  | { readonly op: 'update'; readonly id: string; readonly fields: Readonly<Record<string, Json>> }
  | { readonly op: 'delete'; readonly id: string };
type ManyOutcome = {
  /** Ids of those that were changed. */
  readonly done: readonly string[];
  readonly refused: number;
  /** Why the first one was refused. */
  readonly reason: Issue | null;
};

/** The most that the API takes at once. */
const most = 500;

/** Changes many records, each by itself: what is refused leaves the others alone. */
export async function changeMany(type: RecordTypeKey, items: readonly Item[]): Promise<ManyOutcome> {
  const results: Result[] = [];
  for (let from = 0; from < items.length; from += most) {
    const answer = await post<{ results: readonly Result[] }>(`/api/records/${type}/batch`, {
      items: items.slice(from, from + most),
    });
    results.push(...answer.results);
  }
  const refused = results.filter(({ status }) => status >= 300);
  return {
    done: items.filter((_, index) => (results[index]?.status ?? 500) < 300).map(({ id }) => id),
    refused: refused.length,
    reason: refused[0]?.issues?.[0] ?? null,
  };
}

/** Records with one more tag; those that have it already are left out. */
export function withTag(records: readonly RecordJson[], tag: string): readonly Item[] {
  return records
    .filter(({ tags }) => !tags.includes(tag))
    .map(({ id, tags }) => ({ op: 'update', id, fields: { tags: [...tags, tag] } }));
}

/** Takes back a change: the fields as they were. */
export function asBefore(
  records: readonly RecordJson[],
  { ids, fields }: { readonly ids: readonly string[]; readonly fields: readonly string[] },
): readonly Item[] {
  return records
    .filter(({ id }) => ids.includes(id))
    .map((record) => ({
      op: 'update',
      id: record.id,
      fields: Object.fromEntries(fields.map((field) => [field, record[field] ?? null])),
    }));
}
