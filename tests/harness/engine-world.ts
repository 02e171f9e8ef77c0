import { advance } from '../../activities/advance.ts';
import type { Senders } from '../../activities/delivery.ts';
import type { EngineDeps } from '../../activities/engine.ts';
import type { Queryable } from '../../crm/database.ts';
import { dispatchBatch } from '../../worker/dispatch/dispatcher.ts';
import { createTriggerIndex } from '../../worker/dispatch/trigger-index.ts';
import { beforeTests } from './before-tests.ts';
import type { CrashPoints } from './crash-points.ts';
import { createEngineDeps } from './engine-deps.ts';
import { inActivity } from './in-activity.ts';
import { publishDefinition, type TestDefinition } from './publish-definition.ts';
import { recordWrites } from './record-writes.ts';
import { runReads } from './run-reads.ts';
import { createTestDatabase } from './test-database.ts';

export type EngineOptions = {
  readonly zone?: string;
  readonly start?: string;
  readonly senders?: Partial<Senders>;
  readonly crash?: CrashPoints;
};

/**
 * The engine on a real database with a clock of the test's own and captured messages: dispatch and legs are driven by hand,
 * as Temporal would drive them, so that months pass in milliseconds.
 */
export async function createEngineWorld(options: EngineOptions = {}) {
  const { zone = 'UTC', start = '2031-03-03T09:00:00.000Z', senders, crash } = options;
  const test = await createTestDatabase();
  const db = test.database;
  let now = new Date(start);
  const clock = () => now;
  const { deps, readTime, close } = createEngineDeps(db, { zone, clock, senders, crash });
  await insertTopicsAndTemplates(db);
  const { index, dispatch, settle, advanceCarrier } = handDriven(deps, crash);
  return {
    test,
    db,
    deps,
    index,
    versions: deps.versions,
    /** Has the engine know calendars, and the company's, as they are stored now. */
    readTime,
    dispatch,
    settle,
    advance: advanceCarrier,
    clock,
    now: clock,
    ...recordWrites(db, clock),
    ...runReads(db),
    /** Publishes a definition as the next version of its workflow. @returns the version's number */
    publish: (definition: TestDefinition) => publishDefinition(db, definition),
    /** Lets time pass, doing what falls due on the way in its order, and settles at the end. */
    async pass(until: string | number) {
      const end = typeof until === 'number' ? new Date(now.getTime() + until) : new Date(until);
      await settle();
      for (let next = await nextDue(db, now); next !== null && next <= end; next = await nextDue(db, now)) {
        now = next;
        await settle();
      }
      now = end;
      await settle();
    },
    async close() {
      await close();
      await test.drop();
    },
  };
}

export type EngineWorld = Awaited<ReturnType<typeof createEngineWorld>>;

/** The engine of a test file, made before its tests and closed after them. */
export function engineWorld(options?: EngineOptions): EngineWorld {
  return beforeTests(
    () => createEngineWorld(options),
    (world) => world.close(),
  );
}

/** Dispatch and advances of carriers as a test calls them. */
function handDriven(deps: EngineDeps, crash: CrashPoints | undefined) {
  const { db, versions, clock, renderTexts } = deps;
  const fault = crash ? { fault: crash.fault } : {};
  const index = createTriggerIndex(versions);
  /** One advance of a carrier, or of one of its lanes, as Temporal would run it; a later attempt after a crash. */
  const advanceCarrier = (carrierId: string, { lane = 0, lanes = 1, attempt = 1 } = {}) =>
    inActivity(() => advance(deps, { carrierId, realm: 'live', lane, lanes }), { attempt });
  const advanceAll = async () => {
    const carriers = await db.query<{ carrierId: string }>(
      `SELECT DISTINCT "carrierId" FROM run WHERE "endedAt" IS NULL AND NOT paused AND "dueAt" <= $1 AND "workflowId" NOT IN (SELECT id FROM workflow WHERE state = 'paused') ORDER BY 1`,
      [clock()],
    );
    for (const { carrierId } of carriers) await advanceCarrier(carrierId);
    return carriers.length;
  };
  /** One batch of events. @returns how many */
  const dispatch = () =>
    dispatchBatch({ db, index, versions, company: deps.settings, clock, renderTexts, wakeRelay: () => {}, ...fault });
  /** Dispatches and advances until nothing is due at the present time. */
  const settle = async () => {
    for (let quiet = false; !quiet; ) quiet = (await dispatch()) + (await advanceAll()) === 0;
  };
  return { index, dispatch, settle, advanceCarrier };
}

async function nextDue(db: Queryable, now: Date): Promise<Date | null> {
  const [next] = await db.query<{ dueAt: Date | null }>(
    'SELECT min("dueAt") AS "dueAt" FROM run WHERE "endedAt" IS NULL AND NOT paused AND "dueAt" > $1',
    [now],
  );
  return next?.dueAt ?? null;
}

async function insertTopicsAndTemplates(db: Queryable): Promise<void> {
  await db.query(
    `INSERT INTO topic (key, name, mode, "builtIn") VALUES ('newsletter', 'Newsletter', 'opt-out', true), ('offers', 'Offers', 'opt-out', true), ('service', 'Service', 'transactional', true) ON CONFLICT DO NOTHING`,
  );
  await db.query(`INSERT INTO template (key, name, channel, subject, html, "builtIn") VALUES
    ('welcome', 'Welcome', 'email', 'Welcome, {{record.firstName}}', '<p>Hello {{record.firstName}}</p>', true),
    ('follow-up', 'Follow-up', 'email', 'Following up', '<p>Hello again</p>', true) ON CONFLICT DO NOTHING`);
}
