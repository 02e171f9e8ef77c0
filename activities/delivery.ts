import type { Database } from '../crm/database.ts';
import { handOff } from '../crm/sending/hand-off.ts';
import type { MessageRow } from '../crm/sending/message-row.ts';
import { readMessages } from '../crm/sending/read-messages.ts';
import { type RecordedMessage, type RecordedOutcome, recordOutcomes } from '../crm/sending/record-outcomes.ts';
import { openStates } from '../domain/sending/message-state.ts';
import type { Calendars } from '../domain/time/calendar.ts';
import { createBatcher } from './delivery/batcher.ts';
import { type Clearance, createLane, type Delivered, type Job } from './delivery/lane.ts';
import type { Sender } from './delivery/sender.ts';
import type { FaultPoint } from './engine.ts';

/** Messages that leave the house need a sender for their channel. */
export type Senders = { readonly email: Sender; readonly sms: Sender; readonly webhook: Sender };

/** A message and the claim under which it may leave; one without a run is nobody's, and its fence is 0. */
export type DeliveryRequest = {
  readonly messageId: string;
  readonly runId: string | null;
  readonly fence: number;
  /** Where the asker has just written it. */
  readonly row?: MessageRow | undefined;
  /** Its run has an exit or a goal, to be looked at once more before the hand-off. */
  readonly stops?: boolean;
};

export type Delivery = {
  /**
   * Delivers planned messages and records what becomes of them; settles when all are done. Never sends one whose run has
   * been taken by somebody else. Fails only when the database does: what was not recorded then is unknown in time.
   */
  readonly deliver: (batch: readonly DeliveryRequest[], signal?: AbortSignal) => Promise<readonly Delivered[]>;
};

export type DeliveryDeps = {
  readonly senders: Senders;
  readonly db: Database;
  /** The time of hand-offs and outcomes. */
  readonly clock: () => Date;
  /** Those that send windows name. */
  readonly calendars?: (() => Calendars) | undefined;
  /** Of these runs, those that are to leave by their exit or goal now; nobody when absent. */
  readonly leaving?: (runIds: readonly string[]) => Promise<ReadonlySet<string>>;
  /** The lease of a hand-off in ms; when absent, the sender's own time and a margin. */
  readonly leaseMs?: number | undefined;
  /** Named points at which tests make the process fail. */
  readonly fault?: ((point: FaultPoint) => void | Promise<void>) | undefined;
};

/** The lease outlasts the hand-over by this, for what stands between the commit and the provider. In ms. */
const leaseMargin = 30_000;
/** Messages of one hand-off or record: those that are ready at the same moment. */
const mostAtOnce = 500;
/** A database that is away for a moment costs no outcome: recording is tried again this often, this far apart (ms). */
const recordTries = 40;
const recordPause = 500;

/** One for each process and realm: all deliveries share its senders' limits. */
export function createDelivery({ senders, db, clock, calendars, leaving, fault, leaseMs }: DeliveryDeps): Delivery {
  const record = createBatcher((outcomes: readonly RecordedOutcome[]) => recordAll(db, outcomes, clock), {
    max: mostAtOnce,
  });
  const laneOf = (sender: Sender) =>
    createLane({
      sender,
      clear: clearer({ db, clock, calendars, leaving, leaseMs: leaseMs ?? sender.timeoutMs + leaseMargin }),
      record,
      clock,
      fault,
    });
  const lanes: { readonly [C in keyof Senders]: (job: Job) => Promise<Delivered> } = {
    email: laneOf(senders.email),
    sms: laneOf(senders.sms),
    webhook: laneOf(senders.webhook),
  };
  return {
    async deliver(batch, signal) {
      await fault?.('after-reserve');
      const unread = batch.filter(({ row }) => row === undefined).map(({ messageId }) => messageId);
      const read = new Map((await readMessages(db, unread)).map((row) => [row.id, row]));
      const results = await Promise.allSettled(
        batch.map(async ({ messageId, runId, fence, row = read.get(messageId), stops }): Promise<Delivered> => {
          if (!row || row.channel === 'app' || !openStates.includes(row.state))
            return { kind: 'held', messageId, why: 'not-open' };
          return lanes[row.channel]({ row, runId, fence, stops, signal });
        }),
      );
      const failed = results.find((result) => result.status === 'rejected');
      if (failed) throw failed.reason;
      return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    },
  };
}

/** Commits hand-offs in sets: those of the connections that are ready at the same moment. */
function clearer({
  db,
  clock,
  calendars,
  leaving,
  leaseMs,
}: {
  db: Database;
  clock: () => Date;
  calendars: DeliveryDeps['calendars'];
  leaving: DeliveryDeps['leaving'];
  leaseMs: number;
}): (job: Job) => Promise<Clearance> {
  return createBatcher(
    async (jobs: readonly Job[]) => {
      const stopping = jobs.flatMap(({ runId, stops }) => (stops && runId !== null ? runId : []));
      const gone = leaving && stopping.length > 0 ? await leaving([...new Set(stopping)]) : new Set<string>();
      const staying = jobs.filter(({ runId }) => runId === null || !gone.has(runId));
      const now = clock();
      const messages = staying.map(({ row, runId, fence }) => ({ id: row.id, runId, fence }));
      const { cleared, held, skipped } = await handOff(db, {
        messages,
        leaseMs,
        now,
        ...(calendars && { calendars: calendars() }),
      });
      const verdicts = new Map<string, Clearance>([
        ...cleared.map((id): [string, Clearance] => [id, { kind: 'cleared', at: now }]),
        ...held.map(({ id, why }): [string, Clearance] => [id, { kind: 'held', why }]),
        ...skipped.map(({ id, reason }): [string, Clearance] => [id, { kind: 'skipped', reason }]),
      ]);
      const rest = ({ runId }: Job): Clearance => ({
        kind: 'held',
        why: runId !== null && gone.has(runId) ? 'leaving' : 'not-open',
      });
      return jobs.map((job) => verdicts.get(job.row.id) ?? rest(job));
    },
    { max: mostAtOnce },
  );
}

async function recordAll(
  db: Database,
  outcomes: readonly RecordedOutcome[],
  clock: () => Date,
): Promise<readonly RecordedMessage[]> {
  for (let turn = 1; ; turn += 1) {
    try {
      return await recordOutcomes(db, outcomes, clock());
    } catch (error) {
      if (turn >= recordTries) throw error;
      await new Promise((resolve) => setTimeout(resolve, recordPause));
    }
  }
}
