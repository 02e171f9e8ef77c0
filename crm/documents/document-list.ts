import { AppError } from '../../domain/errors.ts';
import { isRecordType, type RecordTypeKey } from '../../domain/records/record-types.ts';
import { isUuid } from '../../domain/records/uuid.ts';
import type { Actor } from '../actor.ts';
import type { Queryable } from '../database.ts';
import { getRecord } from '../records/find-records.ts';

/** A file made of a record, without its bytes. */
export type DocumentSummary = {
  readonly id: string;
  readonly recordType: RecordTypeKey;
  readonly recordId: string;
  readonly kind: string;
  readonly fileName: string;
  readonly mime: string;
  readonly size: number;
  readonly sha256: string;
  readonly template: string;
  /** 1, 2, …: of its kind and record. */
  readonly version: number;
  readonly runId: string | null;
  readonly createdAt: string;
};
export type StoredDocument = DocumentSummary & { readonly bytes: Buffer };

type Row = Omit<DocumentSummary, 'createdAt'> & { createdAt: Date };

const columns = `id, "recordType", "recordId", kind, "fileName", mime, octet_length(bytes) AS size, sha256, template, version, "runId", "createdAt"`;

/** Documents of a record, newest first. */
export async function listDocuments(db: Queryable, recordId: string): Promise<DocumentSummary[]> {
  const rows = await db.query<Row>(
    `SELECT ${columns} FROM document WHERE "recordId" = $1 ORDER BY "createdAt" DESC, id DESC LIMIT 200`,
    [recordId],
  );
  return rows.map(summaryOf);
}

/** The newest document of a kind; null when there is none. */
export async function latestDocument(db: Queryable, recordId: string, kind: string): Promise<DocumentSummary | null> {
  const [row] = await db.query<Row>(
    `SELECT ${columns} FROM document WHERE "recordId" = $1 AND kind = $2 ORDER BY version DESC LIMIT 1`,
    [recordId, kind],
  );
  return row ? summaryOf(row) : null;
}

/** Documents with their bytes, in the order of their ids; missing ones are left out. */
export async function readDocuments(db: Queryable, ids: readonly string[]): Promise<StoredDocument[]> {
  const rows = await db.query<Row & { base64: string }>(
    `SELECT ${columns}, encode(bytes, 'base64') AS base64 FROM document WHERE id = ANY($1::uuid[])`,
    [ids.filter(isUuid)],
  );
  const byId = new Map(
    rows.map(({ base64, ...row }) => [row.id, { ...summaryOf(row), bytes: Buffer.from(base64, 'base64') }]),
  );
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/**
 * A document for somebody who may read its record.
 * @throws AppError `not-found` also where the record is out of reach
 */
export async function getDocument(db: Queryable, { actor, id }: { actor: Actor; id: string }): Promise<StoredDocument> {
  const [document] = await readDocuments(db, [id]);
  if (!document || !isRecordType(document.recordType)) throw missing(id);
  await getRecord(db, { actor, type: document.recordType, id: document.recordId }).catch((error: unknown) => {
    throw error instanceof AppError && error.code === 'record-not-found' ? missing(id) : error;
  });
  return document;
}

const missing = (id: string) => new AppError('not-found', { detail: `There is no document with the id ${id}.` });

/** A row as it is told. */
function summaryOf(row: Row): DocumentSummary {
  return { ...row, createdAt: row.createdAt.toISOString() };
}

/** Documents as files of a mail. */
export async function filesOf(
  db: Queryable,
  ids: readonly string[],
): Promise<{ fileName: string; mime: string; content: Buffer }[]> {
  return (await readDocuments(db, ids)).map(({ fileName, mime, bytes }) => ({ fileName, mime, content: bytes }));
}
