import {
  type Client,
  isGrpcServiceError,
  ServiceError,
  WorkflowExecutionAlreadyStartedError,
} from '@temporalio/client';
import type { Database } from '../crm/database.ts';
import type { Logger } from '../crm/log.ts';
import { carrierWorkflowId } from '../crm/runs/carriers.ts';
import type { CarrierInput, carrier } from '../workflows/carrier.ts';

/** Task queues: carriers with the urgent ones of their legs, which Temporal then hands over without a detour, and the other legs. */
export const taskQueues = {
  carriers: 'cadenza',
  interactive: 'cadenza',
  bulk: 'cadenza-bulk',
  test: 'cadenza-test',
} as const;

export { carrierWorkflowId };

export type RelayDeps = {
  readonly db: Database;
  readonly realm: 'live' | 'test';
  readonly client: Client;
  readonly log: Logger;
  readonly queues?: { readonly [K in keyof typeof taskQueues]: string };
  /** Whether carriers of one run do their legs in their workflow tasks: not where a test skips time, which legs must see. */
  readonly allowLone?: boolean;
  /** Options of a start that tests add, such as time skipping. */
  readonly startOptions?: object;
  readonly fault?: (point: 'before-start' | 'before-poke') => void | Promise<void>;
};

type Waiting = { id: string; queue: 'interactive' | 'bulk'; lone: boolean; started: boolean; startAt: Date | null };

/** Carriers told in one go, and how many at a time. */
const batchSize = 200;
const width = 20;

/** Longest time to tell one carrier, in ms. */
const tellTimeout = 5000;
/** gRPC's DEADLINE_EXCEEDED and UNAVAILABLE. */
const unreachable: readonly number[] = [4, 14];

/**
 * Starts carriers whose rows are there and pokes those that asked for it. Derived from the rows and repeatable: what was not
 * sent, or not taken up within 10 seconds, is sent again; a carrier that runs already is not started twice.
 * @returns how many were told
 */
export async function relayBatch(deps: RelayDeps): Promise<number> {
  const waiting = await deps.db.query<Waiting>(`
    UPDATE carrier c SET "pokeSentAt" = now() FROM (
      SELECT id FROM carrier WHERE "pokedAt" IS NOT NULL AND ("pokeSentAt" IS NULL OR "pokeSentAt" < now() - interval '10 seconds')
      ORDER BY "pokedAt" LIMIT ${batchSize} FOR UPDATE SKIP LOCKED) w
    WHERE c.id = w.id
    RETURNING c.id, c.queue, c.active = 1 AS lone, c."startedAt" IS NOT NULL AS started,
      (SELECT min(r."startedAt") FROM run r WHERE r."carrierId" = c.id AND r."endedAt" IS NULL) AS "startAt"`);
  const done: string[] = [];
  const failed: string[] = [];
  const queue = [...waiting];
  const lane = async () => {
    for (let item = queue.pop(); item; item = queue.pop()) {
      try {
        const { client } = deps;
        await client.withDeadline(Date.now() + tellTimeout, () => tell(deps, item));
        done.push(item.id);
      } catch (error) {
        failed.push(item.id);
        // The others would wait for the same silence, each for its own time.
        if (isUnreachable(error)) failed.push(...queue.splice(0).map(({ id }) => id));
        deps.log.warn({
          event: 'relay.failed',
          carrierId: item.id,
          reason: error instanceof Error ? error.name : 'unknown',
        });
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, waiting.length) }, lane));
  if (done.length > 0)
    await deps.db.query('UPDATE carrier SET "startedAt" = now() WHERE id = ANY($1::uuid[]) AND "startedAt" IS NULL', [
      done,
    ]);
  if (failed.length > 0) {
    await deps.db.query(`UPDATE carrier SET "pokeSentAt" = NULL WHERE id = ANY($1::uuid[])`, [failed]);
    throw new Error(`Temporal took ${done.length} of ${waiting.length} carriers.`);
  }
  return waiting.length;
}

function isUnreachable(error: unknown): boolean {
  const cause = error instanceof ServiceError ? error.cause : error;
  return isGrpcServiceError(cause) && unreachable.includes(cause.code);
}

/** A first start; from then on a poke, which also starts a carrier that has ended or that Temporal has lost. */
async function tell(
  { client, realm, queues = taskQueues, allowLone = true, startOptions, fault }: RelayDeps,
  { id, queue, lone, started, startAt }: Waiting,
): Promise<void> {
  await fault?.(started ? 'before-poke' : 'before-start');
  const input: CarrierInput = {
    carrierId: id,
    realm,
    queue: realm === 'test' ? queues.test : queues[queue],
    ...(lone && allowLone && realm === 'live' ? { lone } : {}),
    ...(realm === 'test' ? { now: (startAt ?? new Date()).toISOString() } : {}),
  };
  const options = {
    workflowId: carrierWorkflowId(id, realm),
    taskQueue: queues.carriers,
    args: [input] as [CarrierInput],
    workflowIdConflictPolicy: 'USE_EXISTING' as const,
    workflowIdReusePolicy: 'ALLOW_DUPLICATE' as const,
    ...startOptions,
  };
  try {
    if (started)
      await client.workflow.signalWithStart<typeof carrier>('carrier', { ...options, signal: 'poke', signalArgs: [] });
    else await client.workflow.start<typeof carrier>('carrier', options);
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
