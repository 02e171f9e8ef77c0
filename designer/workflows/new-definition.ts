import type { JsonObject } from '../../domain/json.ts';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';

/** A key made of a name: small letters, digits and hyphens; never empty. */
export function keyOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .replaceAll('ł', 'l')
    .replaceAll('Ł', 'L')
    .toLowerCase();
  return (
    plain
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-+|-+$/g, '')
      .slice(0, 60)
      .replace(/-+$/, '') || 'workflow'
  );
}

/** The key itself, or with a number where it is taken. */
export function freeKey(key: string, taken: ReadonlySet<string>): string {
  if (!taken.has(key)) return key;
  for (let number = 2; ; number += 1) if (!taken.has(`${key}-${number}`)) return `${key}-${number}`;
}

/** The smallest definition that can be published: started by hand, ends at once. */
export function newDefinition({
  key,
  name,
  subject,
}: {
  key: string;
  name: string;
  subject: RecordTypeKey;
}): JsonObject {
  return {
    format: 1,
    key,
    name,
    subject,
    triggers: [{ id: 'by-hand', type: 'manual' }],
    enrollment: { reentry: { mode: 'after-exit' }, concurrency: 'single' },
    variables: [],
    start: 'end',
    steps: { end: { type: 'end', config: {} } },
    layout: {},
    notes: [],
  };
}
