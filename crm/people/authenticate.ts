import { intersect } from '../../domain/permissions/permission.ts';
import type { Person } from '../actor.ts';
import type { Queryable } from '../database.ts';
import { permissionsOf } from './roles.ts';
import { hashSecret } from './secrets.ts';

type KeyRow = { id: string; keyRoles: string[]; userId: string; teamId: string | null; roleKeys: string[] };
type SessionRow = { userId: string; teamId: string | null; roleKeys: string[]; csrf: string };

/** The person behind an API key, with rights as they are now; null for an unknown or revoked key, or an inactive user. */
export async function personOfKey(db: Queryable, key: string): Promise<Person | null> {
  const [row] = await db.query<KeyRow>(
    `SELECT k.id, k."roleKeys" AS "keyRoles", u.id AS "userId", u."teamId", u."roleKeys"
     FROM api_key k JOIN "user" u ON u.id = k."userId"
     WHERE k.hash = $1 AND k."revokedAt" IS NULL AND u.active`,
    [hashSecret(key)],
  );
  if (!row) return null;
  const own = await permissionsOf(db, row.roleKeys);
  const permissions = row.keyRoles.length === 0 ? own : intersect(await permissionsOf(db, row.keyRoles), own);
  noteUse(db, row.id);
  return { type: 'key', id: row.id, userId: row.userId, teamId: row.teamId, permissions };
}

/** A signed-in person and the CSRF token of their session; null when there is no such session any more. */
export async function personOfSession(db: Queryable, token: string): Promise<{ person: Person; csrf: string } | null> {
  const [row] = await db.query<SessionRow>(
    `SELECT u.id AS "userId", u."teamId", u."roleKeys", s.csrf
     FROM session s JOIN "user" u ON u.id = s."userId"
     WHERE s.hash = $1 AND s."expiresAt" > now() AND u.active`,
    [hashSecret(token)],
  );
  if (!row) return null;
  const permissions = await permissionsOf(db, row.roleKeys);
  return {
    person: { type: 'user', id: row.userId, userId: row.userId, teamId: row.teamId, permissions },
    csrf: row.csrf,
  };
}

/** The key or session that a secret belongs to, told apart by its kind; null for one that is none, or has ended. */
export async function holderOf(
  db: Queryable,
  { kind, secret }: { readonly kind: 'key' | 'session'; readonly secret: string },
): Promise<string | null> {
  const hash = hashSecret(secret);
  const rows = await db.query(
    kind === 'key'
      ? 'SELECT 1 FROM api_key WHERE hash = $1 AND "revokedAt" IS NULL'
      : 'SELECT 1 FROM session WHERE hash = $1 AND "expiresAt" > now()',
    [hash],
  );
  return rows.length === 0 ? null : `${kind}:${hash}`;
}

const noteEveryMs = 60_000;
const notedAt = new WeakMap<object, Map<string, number>>();

/** Notes at most once a minute that a key is in use; a failure to note it harms nobody. */
function noteUse(db: Queryable, id: string): void {
  const noted = notedAt.get(db.home) ?? new Map<string, number>();
  notedAt.set(db.home, noted);
  if (performance.now() - (noted.get(id) ?? -noteEveryMs) < noteEveryMs) return;
  noted.set(id, performance.now());
  db.query('UPDATE api_key SET "lastUsedAt" = now() WHERE id = $1', [id]).catch(() => undefined);
}
