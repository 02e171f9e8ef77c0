import { AppError } from '../../domain/errors.ts';
import type { Person } from '../actor.ts';
import { reachOf } from '../actor.ts';
import { auditAction } from '../audit/record-action.ts';
import type { Queryable, Tx } from '../database.ts';
import { newId } from '../ids.ts';
import { checkRoles } from './roles.ts';
import { hashSecret, newSecret } from './secrets.ts';

/** An API key as it is shown: the key itself only once, when it is made. */
export type ApiKey = {
  readonly id: string;
  readonly name: string;
  /** Its first characters, to tell keys apart. */
  readonly prefix: string;
  readonly userId: string;
  /** Narrower than the user's own; empty: all of them. */
  readonly roles: readonly string[];
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
};

type KeyRow = Omit<ApiKey, 'createdAt' | 'lastUsedAt' | 'revokedAt'> & {
  createdAt: Date;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
};

const columns = 'id, name, prefix, "userId", "roleKeys" AS roles, "createdAt", "lastUsedAt", "revokedAt"';

/** Keys, newest first: everybody's for who may read them all, else one's own. */
export async function listKeys(db: Queryable, actor: Person): Promise<ApiKey[]> {
  const all = reachOf(actor, 'user:edit') === 'all';
  const rows = await db.query<KeyRow>(
    `SELECT ${columns} FROM api_key WHERE $1 OR "userId" = $2 ORDER BY "createdAt" DESC, id`,
    [all, actor.userId],
  );
  return rows.map(keyOf);
}

/** Makes a key that acts as the caller, with some of their rights. */
export async function createKey(
  tx: Tx,
  { actor, name, roles }: { actor: Person; name: string; roles: readonly string[] },
): Promise<{ readonly key: ApiKey; readonly secret: string }> {
  await checkRoles(tx, actor, roles);
  const secret = `cdz_${newSecret()}`;
  return { key: await storeKey(tx, { actor, name, roles, secret }), secret };
}

/** Stores a key whose text is given: the one of the environment, or a fresh one. */
export async function storeKey(
  tx: Tx,
  { actor, name, roles, secret }: { actor: Person; name: string; roles: readonly string[]; secret: string },
): Promise<ApiKey> {
  const [row] = await tx.query<KeyRow>(
    `INSERT INTO api_key (id, name, prefix, hash, "userId", "roleKeys") VALUES ($1, $2, $3, $4, $5, $6) RETURNING ${columns}`,
    [newId(), name, secret.slice(0, 8), hashSecret(secret), actor.userId, roles],
  );
  if (!row) throw new AppError('internal');
  await auditAction(tx, {
    actor,
    action: 'key.created',
    resource: { type: 'key', id: row.id },
    changes: { name: { new: name }, roles: { new: roles } },
  });
  return keyOf(row);
}

/** Ends a key at once; one's own, or anybody's for who may edit users. */
export async function revokeKey(tx: Tx, { actor, id }: { actor: Person; id: string }): Promise<void> {
  const all = reachOf(actor, 'user:edit') === 'all';
  const rows = await tx.query(
    'UPDATE api_key SET "revokedAt" = coalesce("revokedAt", now()) WHERE id = $1 AND ($2 OR "userId" = $3) RETURNING id',
    [id, all, actor.userId],
  );
  if (rows.length === 0) throw new AppError('not-found', { detail: 'There is no such key.' });
  await auditAction(tx, { actor, action: 'key.revoked', resource: { type: 'key', id } });
}

function keyOf(row: KeyRow): ApiKey {
  const iso = (time: Date | null) => time?.toISOString() ?? null;
  return {
    ...row,
    createdAt: row.createdAt.toISOString(),
    lastUsedAt: iso(row.lastUsedAt),
    revokedAt: iso(row.revokedAt),
  };
}
