import { groupBy } from '../../domain/group-by.ts';
import type { Json } from '../../domain/json.ts';
import type { RecordJson } from '../../domain/records/record.ts';
import { type RecordTypeKey, recordTypes } from '../../domain/records/record-types.ts';
import type { Tx } from '../database.ts';
import { newId } from '../ids.ts';
import type { Made } from './apply-changes.ts';
import type { WriteContext } from './change.ts';
import { type Column, columnsOf, rowOf } from './columns.ts';
import type { FieldCatalogue } from './fields.ts';

type Customs = ReadonlyMap<string, Readonly<Record<string, Json>>>;
/** A data-modifying part of the one statement, over the JSON list in its parameter. */
type Part = { readonly sql: (parameter: string) => string; readonly rows: readonly object[] };

/**
 * Writes rows, audit and events of a set of changes with one statement.
 * @param customs what the `custom` columns of changed rows hold now, with values of archived fields
 */
export async function storeChanges(
  tx: Tx,
  {
    made,
    context,
    catalogue,
    customs,
    attributions,
  }: {
    made: readonly Made[];
    context: WriteContext;
    catalogue: FieldCatalogue;
    customs: Customs;
    attributions: Attributions;
  },
): Promise<void> {
  if (made.length === 0) return;
  const parts = [
    ...rowParts({ made, catalogue, customs }),
    auditPart(made, { context, attributions }),
    eventPart(made, { context, attributions }),
  ];
  const sql = parts.map((part, index) => `p${index} AS (${part.sql(`$${index + 1}::jsonb`)})`).join(',\n');
  await tx.query(
    `WITH ${sql}\nSELECT 1`,
    parts.map(({ rows }) => JSON.stringify(rows)),
  );
}

/** One part for each table and kind of change; a record that is changed several times is written once, as it ends. */
function rowParts({
  made,
  catalogue,
  customs,
}: {
  made: readonly Made[];
  catalogue: FieldCatalogue;
  customs: Customs;
}): Part[] {
  const ends = new Map<string, { first: Made; last: Made }>();
  for (const item of made) {
    const id = (item.after ?? item.before)?.id ?? '';
    ends.set(id, { first: ends.get(id)?.first ?? item, last: item });
  }
  const rows = [...ends.values()].flatMap(({ first, last }) => {
    const image = last.after ?? first.before;
    if (image === null) return [];
    const kind = last.after === null ? 'delete' : first.before === null ? 'insert' : 'update';
    const row =
      kind === 'delete' ? { id: image.id } : rowOf(catalogue.fieldsOf(image.type), image, customs.get(image.id));
    return [{ kind, type: image.type, row } as const];
  });
  return [...groupBy(rows, ({ kind, type }) => `${kind} ${type}`).values()].flatMap((group) => {
    const [first] = group;
    return first ? [{ sql: statements[first.kind](first.type), rows: group.map(({ row }) => row) }] : [];
  });
}

const quoted = (columns: readonly Column[]) => columns.map(({ key }) => `"${key}"`).join(', ');
const source = (parameter: string, columns: readonly Column[]) =>
  `jsonb_to_recordset(${parameter}) AS x(${columns.map(({ key, sqlType }) => `"${key}" ${sqlType}`).join(', ')})`;

const statements: { readonly [K in 'insert' | 'update' | 'delete']: (type: RecordTypeKey) => Part['sql'] } = {
  insert: (type) => (parameter) =>
    `INSERT INTO "${recordTypes[type].table}" (${quoted(columnsOf[type])}) SELECT ${quoted(columnsOf[type])} FROM ${source(parameter, columnsOf[type])}`,
  update: (type) => (parameter) => {
    const changing = columnsOf[type].filter(({ key }) => key !== 'id' && key !== 'createdAt');
    const sets = changing.map(({ key }) => `"${key}" = x."${key}"`).join(', ');
    return `UPDATE "${recordTypes[type].table}" t SET ${sets} FROM ${source(parameter, columnsOf[type])} WHERE t.id = x.id`;
  },
  delete: (type) => (parameter) =>
    `DELETE FROM "${recordTypes[type].table}" t USING ${source(parameter, [{ key: 'id', sqlType: 'uuid' }])} WHERE t.id = x.id`,
};

const auditColumns: readonly Column[] = [
  { key: 'id', sqlType: 'uuid' },
  { key: 'at', sqlType: 'timestamptz' },
  { key: 'actorType', sqlType: 'text' },
  { key: 'actorId', sqlType: 'text' },
  { key: 'action', sqlType: 'text' },
  { key: 'resourceType', sqlType: 'text' },
  { key: 'resourceId', sqlType: 'text' },
  { key: 'changes', sqlType: 'jsonb' },
  { key: 'cause', sqlType: 'jsonb' },
  { key: 'requestId', sqlType: 'text' },
];

/** On whose account the change at an index is, where that is not the context's. */
export type Attributions = ReadonlyMap<number, Pick<WriteContext, 'actor' | 'cause'>>;
type Account = { readonly context: WriteContext; readonly attributions: Attributions };

const accountOf = ({ context, attributions }: Account, { index }: Made) => attributions.get(index) ?? context;

function auditPart(made: readonly Made[], account: Account): Part {
  const { now, requestId } = account.context;
  const rows = made
    .map((item) => ({ item, ...accountOf(account, item) }))
    .map(({ item, actor, cause }) => ({
      id: newId(),
      at: now.toISOString(),
      actorType: actor.type,
      actorId: actor.id,
      action: eventType(item),
      resourceType: imageOf(item)?.type,
      resourceId: imageOf(item)?.id,
      changes: item.changes,
      cause: cause.length === 0 ? null : cause,
      requestId: requestId ?? null,
    }));
  return {
    rows,
    sql: (parameter) =>
      `INSERT INTO audit_entry (${quoted(auditColumns)}) SELECT ${quoted(auditColumns)} FROM ${source(parameter, auditColumns)}`,
  };
}

const eventColumns: readonly Column[] = [
  { key: 'id', sqlType: 'uuid' },
  { key: 'type', sqlType: 'text' },
  { key: 'orderKey', sqlType: 'text' },
  { key: 'recordType', sqlType: 'text' },
  { key: 'recordId', sqlType: 'uuid' },
  { key: 'at', sqlType: 'timestamptz' },
  { key: 'record', sqlType: 'jsonb' },
  { key: 'changes', sqlType: 'jsonb' },
  { key: 'actorType', sqlType: 'text' },
  { key: 'actorId', sqlType: 'text' },
  { key: 'cause', sqlType: 'jsonb' },
  { key: 'automations', sqlType: 'bool' },
];

function eventPart(made: readonly Made[], account: Account): Part {
  const { now, automations } = account.context;
  const rows = made
    .map((item) => ({ item, ...accountOf(account, item) }))
    .map(({ item, actor, cause }) => ({
      id: newId(),
      type: eventType(item),
      orderKey: imageOf(item)?.id,
      recordType: imageOf(item)?.type,
      recordId: imageOf(item)?.id,
      at: now.toISOString(),
      record: imageOf(item),
      changes: item.after === null ? {} : item.changes,
      actorType: actor.type,
      actorId: actor.id,
      cause,
      automations,
    }));
  return {
    rows,
    sql: (parameter) =>
      `INSERT INTO event (${quoted(eventColumns)}) SELECT ${quoted(eventColumns)} FROM ${source(parameter, eventColumns)}`,
  };
}

function imageOf({ after, before }: Made): RecordJson | null {
  return after ?? before;
}

function eventType({ before, after }: Made): string {
  if (after === null) return 'record.deleted';
  return before === null ? 'record.created' : 'record.updated';
}
