import { AppError } from '../../domain/errors.ts';
import type { Queryable, Tx } from '../database.ts';
import { sealHeaders } from './connections.ts';

/** A connection as it is shown: names of its secret headers, never their values. */
export type ConnectionSummary = {
  readonly key: string;
  readonly name: string;
  readonly baseUrl: string | null;
  readonly hasSecret: boolean;
  readonly updatedAt: string;
};

type Row = Omit<ConnectionSummary, 'updatedAt'> & { updatedAt: Date };
const columns = 'key, name, "baseUrl", secret IS NOT NULL AS "hasSecret", "updatedAt"';

/** All connections by name. */
export async function listConnections(db: Queryable): Promise<ConnectionSummary[]> {
  return (await db.query<Row>(`SELECT ${columns} FROM connection ORDER BY name, key`)).map(summaryOf);
}

/**
 * Creates or changes a connection; without `headers` those that are stored stay.
 * @throws AppError invalid for headers without a server: whoever writes a workflow could send them anywhere
 */
export async function saveConnection(
  tx: Tx,
  given: { key: string; name: string; baseUrl: string | null; headers?: Readonly<Record<string, string>> | undefined },
): Promise<ConnectionSummary> {
  const { key, name, baseUrl, headers } = given;
  const secret = headers === undefined || Object.keys(headers).length === 0 ? null : await sealHeaders(tx, headers);
  const [row] = await tx.query<Row>(
    `INSERT INTO connection (key, name, "baseUrl", secret) VALUES ($1, $2, $3, $4)
     ON CONFLICT (key) DO UPDATE SET name = excluded.name, "baseUrl" = excluded."baseUrl", "updatedAt" = now(),
       secret = CASE WHEN $5 THEN excluded.secret ELSE connection.secret END
     RETURNING ${columns}`,
    [key, name, baseUrl, secret, headers !== undefined],
  );
  if (!row) throw new AppError('internal');
  if (row.hasSecret && row.baseUrl === null) throw noServer();
  return summaryOf(row);
}

function noServer(): AppError {
  const message = 'Secret headers go to one server only: name its address.';
  return new AppError('invalid', { issues: [{ severity: 'error', code: 'required', path: '/baseUrl', message }] });
}

/** Removes a connection; steps that use it fail from then on. */
export async function deleteConnection(tx: Tx, key: string): Promise<void> {
  const rows = await tx.query('DELETE FROM connection WHERE key = $1 RETURNING key', [key]);
  if (rows.length === 0) throw new AppError('not-found', { detail: `There is no connection "${key}".` });
}

function summaryOf(row: Row): ConnectionSummary {
  return { ...row, updatedAt: row.updatedAt.toISOString() };
}
