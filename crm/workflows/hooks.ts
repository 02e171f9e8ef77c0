import { createHash, createHmac, randomBytes } from 'node:crypto';
import { AppError } from '../../domain/errors.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import { systemActor } from '../actor.ts';
import { auditAction } from '../audit/record-action.ts';
import type { Queryable, Tx } from '../database.ts';
import { acceptEvents } from '../events/accept.ts';
import { checkSignature } from '../events/check-signature.ts';
import { installationSecret } from '../settings/secrets.ts';
import type { Acting } from './save-draft.ts';
import { readWorkflow, type WorkflowRow } from './workflow-row.ts';

/** The incoming address of a webhook trigger; `secret` signs its calls where a signature is demanded. */
export type Hook = { readonly triggerId: string; readonly key: string; readonly secret: string | null };

type HookRow = { key: string; workflowId: string; triggerId: string; secretHash: string | null };

/** Gives each webhook trigger of the draft its address; addresses of triggers that are gone go too. */
export async function syncHooks(tx: Tx, { id, draft }: Pick<WorkflowRow, 'id' | 'draft'>): Promise<void> {
  const triggers = (Array.isArray(draft.triggers) ? draft.triggers : []) as readonly JsonObject[];
  const ids = triggers.filter(({ type }) => type === 'webhook').map((trigger) => String(trigger.id));
  await tx.query('DELETE FROM hook WHERE "workflowId" = $1 AND NOT ("triggerId" = ANY($2::text[]))', [id, ids]);
  for (const triggerId of ids) {
    await tx.query(
      'INSERT INTO hook (key, "workflowId", "triggerId") VALUES ($1, $2, $3) ON CONFLICT ("workflowId", "triggerId") DO NOTHING',
      [randomBytes(24).toString('base64url'), id, triggerId],
    );
  }
}

/** The addresses of a workflow's webhook triggers. */
export async function listHooks(db: Queryable, workflowKey: string): Promise<Hook[]> {
  const { id } = await readWorkflow(db, workflowKey);
  const rows = await db.query<HookRow>('SELECT * FROM hook WHERE "workflowId" = $1 ORDER BY "triggerId"', [id]);
  const root = rows.some(({ secretHash }) => secretHash !== null) ? await installationSecret(db, 'hooks') : '';
  return rows.map((row) => ({
    triggerId: row.triggerId,
    key: row.key,
    secret: row.secretHash === null ? null : secretOf(row, root),
  }));
}

/** Says whether calls of an address must be signed. */
export async function setHookSigned(
  tx: Tx,
  at: { workflowKey: string; triggerId: string; signed: boolean },
  acting: Acting,
): Promise<void> {
  const { id } = await readWorkflow(tx, at.workflowKey);
  const generation = at.signed ? randomBytes(16).toString('base64url') : null;
  const rows = await tx.query(
    'UPDATE hook SET "secretHash" = $3 WHERE "workflowId" = $1 AND "triggerId" = $2 RETURNING key',
    [id, at.triggerId, generation],
  );
  if (rows.length === 0) {
    throw new AppError('not-found', { detail: `The published version has no webhook trigger "${at.triggerId}".` });
  }
  await auditAction(tx, {
    ...acting,
    action: 'workflow.hook-changed',
    resource: { type: 'workflow', id },
    changes: { trigger: at.triggerId, signed: { new: at.signed } },
  });
}

export type HookCall = {
  readonly key: string;
  readonly body: Json;
  /** The body as it came. */
  readonly raw: Buffer;
  /** `webhook-id`, `webhook-timestamp` and `webhook-signature`, of those that are there. */
  readonly headers: Readonly<Record<string, string>>;
  readonly now: Date;
};

/**
 * Takes a call of an incoming address as the event `webhook.received`, which only the trigger of that address sees. What was
 * posted is the event's properties; what is no object stands there as `body`. The same `webhook-id` is the same event.
 * @throws AppError not-found, bad-signature, workflow-not-active, invalid
 */
export async function acceptHookCall(tx: Tx, { key, body, raw, headers, now }: HookCall): Promise<{ eventId: string }> {
  const [hook] = await tx.query<HookRow & { state: string }>(
    `SELECT h.*, w.state FROM hook h JOIN workflow w ON w.id = h."workflowId" WHERE h.key = $1 AND w."deletedAt" IS NULL`,
    [key],
  );
  if (!hook) throw new AppError('not-found', { detail: 'Nothing listens at this address.' });
  if (hook.secretHash !== null) checkSignature({ raw, headers }, secretOf(hook, await installationSecret(tx, 'hooks')));
  if (hook.state !== 'active' && hook.state !== 'paused') throw new AppError('workflow-not-active');
  const properties =
    body !== null && typeof body === 'object' && !Array.isArray(body) ? (body as JsonObject) : { body };
  const [result] = await acceptEvents(tx, { actor: systemActor, cause: [], now }, [
    { type: 'webhook.received', properties, ...idOf(hook, headers) },
  ]);
  if (result?.kind !== 'accepted') throw new AppError(result?.code ?? 'internal', { issues: result?.issues ?? [] });
  // Calls of one address are dispatched in their order, and by this the dispatcher knows whose they are.
  await tx.query('UPDATE event SET "orderKey" = $2 WHERE id = $1', [
    result.eventId,
    `hook:${hook.workflowId}:${hook.triggerId}`,
  ]);
  return { eventId: result.eventId };
}

/** The secret of an address: derived, so that none is stored, and another one each time signing is turned on. */
function secretOf({ key, secretHash }: Pick<HookRow, 'key' | 'secretHash'>, root: string): string {
  return `whsec_${createHmac('sha256', root).update(`hook:${key}:${secretHash}`).digest('base64')}`;
}

/** What a sender repeats under one id is one event. */
function idOf({ key }: HookRow, { 'webhook-id': id }: HookCall['headers']): { id?: string } {
  return id === undefined ? {} : { id: `hook:${createHash('sha256').update(`${key}\n${id}`).digest('hex')}` };
}
