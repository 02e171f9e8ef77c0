import type { Json } from '../../domain/json.ts';
import type { RecordJson } from '../../domain/records/record.ts';
import { fieldsOf, type RecordTypeKey, recordTypes } from '../../domain/records/record-types.ts';
import type { Page } from '../api/answers.ts';
import { query, request } from '../api/client.ts';

type RecordSearch = {
  readonly type: RecordTypeKey;
  readonly text?: string;
  readonly where?: Json | null;
  readonly cursor?: string | null;
  readonly limit?: number;
  /** A field, with - before it descending; newest first when left out. */
  readonly sort?: string;
  readonly signal?: AbortSignal;
};

const addressFields = ['email', 'phone', 'company', 'website', 'sku', 'number'];

/** Records whose title or address holds the text; all of the type without text and condition. */
export function searchRecords({
  type,
  text = '',
  where = null,
  cursor = null,
  limit = 50,
  sort = '-createdAt',
  signal,
}: RecordSearch): Promise<Page<RecordJson>> {
  const rules = [...(where === null ? [] : [where]), ...(text.trim() === '' ? [] : [holds(type, text.trim())])];
  const options = signal ? { signal } : {};
  if (rules.length === 0) return request('GET', `/api/records/${type}${query({ limit, cursor, sort })}`, options);
  const rule: Json = rules.length === 1 && rules[0] !== undefined ? rules[0] : { and: rules };
  return request('POST', `/api/records/${type}/search`, {
    ...options,
    body: { where: rule, limit, sort, ...(cursor === null ? {} : { cursor }) },
  });
}

/** Every word of the text stands in one of the fields people look for. */
function holds(type: RecordTypeKey, text: string): Json {
  const keys = fieldsOf(type).map(({ key }) => key);
  const searched = [...recordTypes[type].titleFields, ...addressFields.filter((key) => keys.includes(key))];
  const words = text
    .split(/\s+/)
    .slice(0, 5)
    .map(
      (word): Json => ({ or: [...new Set(searched)].map((key) => ({ contains: [{ var: `record.${key}` }, word] })) }),
    );
  return words.length === 1 && words[0] !== undefined ? words[0] : { and: words };
}
