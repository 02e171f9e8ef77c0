import { AppError } from '../../domain/errors.ts';
import {
  type CustomFieldChange,
  checkedField,
  customFieldOf,
  mostCustomFields,
  type NewCustomField,
} from '../../domain/records/custom-field.ts';
import type { Field } from '../../domain/records/field.ts';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import type { Person } from '../actor.ts';
import { auditAction } from '../audit/record-action.ts';
import type { Queryable, Tx } from '../database.ts';
import { newId } from '../ids.ts';

/** A field that people added, as lists show it. */
export type CustomField = Field & { readonly recordType: RecordTypeKey; readonly archived: boolean };

type Row = { recordType: RecordTypeKey; field: Field; archivedAt: Date | null };

/** Custom fields in the order they were added; archived ones only where asked for. */
export async function listCustomFields(
  db: Queryable,
  { archived, recordType }: { archived: boolean; recordType?: RecordTypeKey | undefined },
): Promise<CustomField[]> {
  const rows = await db.query<Row>(
    `SELECT "recordType", field, "archivedAt" FROM custom_field
     WHERE ($1 OR "archivedAt" IS NULL) AND ($2::text IS NULL OR "recordType" = $2) ORDER BY "createdAt", id`,
    [archived, recordType ?? null],
  );
  return rows.map(shown);
}

/** Adds a field. A key that was archived cannot be taken again for another kind: values of it are stored. */
export async function addCustomField(
  tx: Tx,
  { actor, given }: { actor: Person; given: NewCustomField },
): Promise<CustomField> {
  const { recordType, ...rest } = given;
  const field = customFieldOf(rest);
  check(field);
  const [count] = await tx.query<{ n: number }>('SELECT count(*) AS n FROM custom_field WHERE "recordType" = $1', [
    recordType,
  ]);
  if ((count?.n ?? 0) >= mostCustomFields)
    throw new AppError('conflict', { detail: `A type has at most ${mostCustomFields} custom fields.` });
  const rows = await tx.query(
    `INSERT INTO custom_field (id, "recordType", key, field) VALUES ($1, $2, $3, $4::jsonb) ON CONFLICT DO NOTHING RETURNING id`,
    [newId(), recordType, field.key, JSON.stringify(field)],
  );
  if (rows.length === 0) {
    const message = `There is a field "${field.key}" already, perhaps an archived one.`;
    throw new AppError('duplicate', {
      detail: message,
      issues: [{ severity: 'error', code: 'duplicate', path: '/key', message }],
    });
  }
  await auditAction(tx, {
    actor,
    action: 'field.created',
    resource: { type: 'field', id: `${recordType}.${field.key}` },
    changes: { field: { new: field } },
  });
  return { ...field, recordType, archived: false };
}

/** Changes a field, archives it (values stay, nobody sees them) or takes it back. */
export async function changeCustomField(
  tx: Tx,
  {
    actor,
    recordType,
    key,
    change,
  }: { actor: Person; recordType: RecordTypeKey; key: string; change: CustomFieldChange },
): Promise<CustomField> {
  const [row] = await tx.query<Row>(
    'SELECT "recordType", field, "archivedAt" FROM custom_field WHERE "recordType" = $1 AND key = $2 FOR UPDATE',
    [recordType, key],
  );
  if (!row) throw new AppError('not-found', { detail: `There is no custom field "${key}".` });
  const { archived = row.archivedAt !== null, ...rest } = change;
  const field = customFieldOf({ ...row.field, ...rest });
  if (rest.options !== undefined && field.kind !== 'choice')
    throw new AppError('invalid', { detail: 'Only a choice has options.' });
  // A field of before there was this check can still be renamed and archived.
  if (Object.keys(rest).some((part) => part !== 'label')) check(field);
  await tx.query(
    `UPDATE custom_field SET field = $3::jsonb, "archivedAt" = CASE WHEN $4 THEN coalesce("archivedAt", now()) END WHERE "recordType" = $1 AND key = $2`,
    [recordType, key, JSON.stringify(field), archived],
  );
  const changes = { field: { old: row.field, new: field }, archived: { old: row.archivedAt !== null, new: archived } };
  await auditAction(tx, {
    actor,
    action: 'field.changed',
    resource: { type: 'field', id: `${recordType}.${key}` },
    changes,
  });
  return { ...field, recordType, archived };
}

function check(field: Field): void {
  const checked = checkedField(field);
  if (!checked.ok) throw new AppError('invalid', { issues: checked.issues });
}

function shown({ recordType, field, archivedAt }: Row): CustomField {
  return { ...field, recordType, archived: archivedAt !== null };
}
