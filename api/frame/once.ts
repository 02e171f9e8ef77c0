import { createHash } from 'node:crypto';
import type { Database, Queryable, Tx } from '../../crm/database.ts';
import { AppError } from '../../domain/errors.ts';
import { canonicalJson } from '../../domain/json.ts';
import { jsonOf, type Reply } from './reply.ts';

/** One use of an `Idempotency-Key`: whose, and for which request. */
export type OnceKey = {
  readonly id: string;
  readonly requestHash: string;
  /** The answer is not to be stored. */
  readonly secret: boolean;
};

type StoredRow = { requestHash: string; status: number | null; response: StoredReply | null };
type StoredReply = {
  readonly secret?: true;
  readonly json?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** Raised inside the transaction to leave it: the answer is there already. */
class Replay extends Error {
  readonly reply: Reply;
  constructor(reply: Reply) {
    super('An answer is kept for this Idempotency-Key.');
    this.reply = reply;
  }
}

/** Keys are a caller's own; the same key with another request is refused. */
export function onceKey({
  key,
  caller,
  method,
  path,
  body,
  secret,
}: {
  key: string;
  caller: string;
  method: string;
  path: string;
  body: unknown;
  secret: boolean;
}): OnceKey {
  if (key.length > 255 || !/^[\x20-\x7e]+$/.test(key)) {
    throw new AppError('bad-request', { detail: 'An Idempotency-Key has 1 to 255 printable ASCII characters.' });
  }
  return { id: digest([caller, key]), requestHash: digest([method, path, canonicalJson(body)]), secret };
}

/**
 * The work and its answer in one transaction: it happens once however often and however concurrently it is asked for.
 * Failures keep nothing, so they may be tried again with the same key.
 */
export async function writeOnce(
  db: Database,
  key: OnceKey,
  work: (tx: Tx) => Promise<Reply>,
): Promise<{ reply: Reply; replayed: boolean }> {
  try {
    const reply = await db.transaction(async (tx) => {
      if (!(await claim(tx, key))) throw new Replay(await kept(tx, key));
      const made = await work(tx);
      await keep(tx, key, made);
      return made;
    });
    return { reply, replayed: false };
  } catch (error) {
    if (error instanceof Replay) return { reply: error.reply, replayed: true };
    throw error;
  }
}

/**
 * For work with transactions of its own: the key is claimed before and given back when the work fails. Whoever finds it
 * claimed waits for the answer; a claim that a dying process left behind is free again after a minute.
 */
export async function handleOnce(
  db: Database,
  key: OnceKey,
  work: () => Promise<Reply>,
): Promise<{ reply: Reply; replayed: boolean }> {
  for (let turn = 1; !(await claim(db, key)); turn += 1) {
    const reply = await keptBy(db, key);
    if (reply) return { reply, replayed: true };
    if (turn >= 40) throw new AppError('conflict', { detail: 'A request with this Idempotency-Key is under way.' });
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  try {
    const reply = await work();
    await keep(db, key, reply);
    return { reply, replayed: false };
  } catch (error) {
    // What went wrong is told in any case; a claim that stays behind is free after a minute.
    await db.query('DELETE FROM idempotency_key WHERE id = $1', [key.id]).catch(() => undefined);
    throw error;
  }
}

async function claim(db: Queryable, { id, requestHash }: OnceKey): Promise<boolean> {
  const rows = await db.query(
    `INSERT INTO idempotency_key AS k (id, "requestHash") VALUES ($1, $2)
     ON CONFLICT (id) DO UPDATE SET "createdAt" = now()
     WHERE k.status IS NULL AND k."requestHash" = excluded."requestHash" AND k."createdAt" < now() - interval '1 minute'
     RETURNING id`,
    [id, requestHash],
  );
  return rows.length === 1;
}

async function keep(db: Queryable, { id, secret }: OnceKey, reply: Reply): Promise<void> {
  const { status, headers } = reply;
  const json = jsonOf(reply);
  const stored: StoredReply = secret
    ? { secret }
    : { ...(json === undefined ? {} : { json }), ...(headers === undefined ? {} : { headers }) };
  await db.query('UPDATE idempotency_key SET status = $2, response = $3::jsonb WHERE id = $1', [
    id,
    status,
    JSON.stringify(stored),
  ]);
}

async function kept(db: Queryable, key: OnceKey): Promise<Reply> {
  const reply = await keptBy(db, key);
  if (!reply) throw new AppError('conflict', { detail: 'A request with this Idempotency-Key is under way.' });
  return reply;
}

/** The answer that is kept for a key; null while there is none yet. */
async function keptBy(db: Queryable, { id, requestHash }: OnceKey): Promise<Reply | null> {
  const [row] = await db.query<StoredRow>('SELECT "requestHash", status, response FROM idempotency_key WHERE id = $1', [
    id,
  ]);
  if (row && row.requestHash !== requestHash)
    throw new AppError('idempotency-mismatch', { detail: 'Send another request under an Idempotency-Key of its own.' });
  if (row?.response?.secret)
    throw new AppError('conflict', { detail: 'It was done already; its answer was a secret and is not kept.' });
  if (!row || row.status === null) return null;
  const { json, headers } = row.response ?? {};
  return { status: row.status, ...(json === undefined ? {} : { json }), ...(headers === undefined ? {} : { headers }) };
}

/**
 * Requests with the same key in this process go one after the other without holding a connection while they wait: fifty at
 * once would otherwise take every connection and wait for the one that has none left.
 */
export function createTurnstile(): <T>(id: string, work: () => Promise<T>) => Promise<T> {
  const tails = new Map<string, Promise<unknown>>();
  return async (id, work) => {
    const before = tails.get(id) ?? Promise.resolve();
    const turn = before.then(work, work);
    tails.set(id, turn);
    try {
      return await turn;
    } finally {
      if (tails.get(id) === turn) tails.delete(id);
    }
  };
}

function digest(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex');
}
