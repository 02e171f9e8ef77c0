import { MockActivityEnvironment } from '@temporalio/testing';
import { advance } from '../../activities/advance.ts';
import { createCapture } from '../../activities/delivery/sender.ts';
import { createDelivery, type Senders } from '../../activities/delivery.ts';
import type { EngineDeps } from '../../activities/engine.ts';
import { leavingNow } from '../../activities/leg/exit-and-goal.ts';
import { systemActor } from '../../crm/actor.ts';
import { acceptEvents, type IncomingEvent } from '../../crm/events/accept.ts';
import { newId } from '../../crm/ids.ts';
import { writeRecords } from '../../crm/records/write.ts';
import { loadRuns } from '../../crm/runs/load-runs.ts';
import type { RunRow } from '../../crm/runs/run-row.ts';
import { createRenderer } from '../../crm/templates/renderer.ts';
import { createTokens } from '../../crm/tracking/tokens.ts';
import { createVersionCache } from '../../crm/workflows/versions.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import { builtInCalendars } from '../../domain/time/calendar.ts';
import { dispatchBatch } from '../../worker/dispatch/dispatcher.ts';
import { createTriggerIndex } from '../../worker/dispatch/trigger-index.ts';
import { createTestDatabase } from './test-database.ts';

/** A definition's parts that matter in a test; the rest is preset. */
export type TestDefinition = { readonly key: string; readonly steps: JsonObject; readonly start: string } & JsonObject;

/**
 * The engine on a real database with a clock of the test's own and captured messages: dispatch and legs are driven by hand,
 * as Temporal would drive them, so that months pass in milliseconds.
 */
export async function createEngineWorld(options: { zone?: string; start?: string; senders?: Partial<Senders> } = {}) {
  const { zone = 'UTC', start = '2031-03-03T09:00:00.000Z' } = options;
  const test = await createTestDatabase();
  const db = test.database;
  let now = new Date(start);
  const clock = () => now;
  const versions = createVersionCache();
  const index = createTriggerIndex(versions);
  const renderer = createRenderer();
  const capture = createCapture();
  const settings = { zone: () => zone, calendars: () => builtInCalendars(zone) };
  const sending = {
    publicUrl: 'http://localhost:3000',
    mailFrom: 'Cadenza <no-reply@cadenza.test>',
    smsFrom: '+15005550006',
    trackOpens: true,
    trackClicks: true,
  };
  const deps: EngineDeps = {
    realm: 'live',
    db,
    versions,
    settings,
    clock,
    wakeRelay: () => {},
    planning: { renderer, tokens: createTokens('0'.repeat(64)), settings: sending },
    delivery: createDelivery({
      senders: { email: capture, sms: capture, webhook: capture, ...options.senders },
      db,
      clock,
      leaving: (runIds) => leavingNow({ db, versions, clock }, runIds),
    }),
    renderTexts: renderer.renderTexts,
  };
  await db.query(
    `INSERT INTO topic (key, name, mode, "builtIn") VALUES ('newsletter', 'Newsletter', 'opt-out', true), ('offers', 'Offers', 'opt-out', true), ('service', 'Service', 'transactional', true) ON CONFLICT DO NOTHING`,
  );
  await db.query(`INSERT INTO template (key, name, channel, subject, html, "builtIn") VALUES
    ('welcome', 'Welcome', 'email', 'Welcome, {{record.firstName}}', '<p>Hello {{record.firstName}}</p>', true),
    ('follow-up', 'Follow-up', 'email', 'Following up', '<p>Hello again</p>', true) ON CONFLICT DO NOTHING`);

  /** One advance of a carrier, or of one of its lanes, as Temporal would run it; a later attempt after a crash. */
  const advanceCarrier = (carrierId: string, { lane = 0, lanes = 1, attempt = 1 } = {}) =>
    new MockActivityEnvironment({ attempt }).run(() => advance(deps, { carrierId, realm: 'live', lane, lanes }));
  const advanceAll = async () => {
    const carriers = await db.query<{ carrierId: string }>(
      `SELECT DISTINCT "carrierId" FROM run WHERE "endedAt" IS NULL AND NOT paused AND "dueAt" <= $1 AND "workflowId" NOT IN (SELECT id FROM workflow WHERE state = 'paused')`,
      [now],
    );
    for (const { carrierId } of carriers) await advanceCarrier(carrierId);
    return carriers.length;
  };
  /** Dispatches and advances until nothing is due at the present time. */
  const settle = async () => {
    for (let quiet = false; !quiet; )
      quiet = (await dispatchBatch({ db, index, versions, clock, wakeRelay: () => {} })) + (await advanceAll()) === 0;
  };
  const write = async (...changes: Parameters<typeof writeRecords>[2]) =>
    db.transaction((tx) => writeRecords(tx, { actor: systemActor, cause: [], automations: true, now }, changes));
  const world = {
    test,
    db,
    deps,
    index,
    versions,
    settle,
    advance: advanceCarrier,
    write,
    clock,
    now: () => now,
    /** Publishes a definition as the next version of its workflow. @returns the version's number */
    async publish(definition: TestDefinition) {
      const document = {
        format: 1,
        name: definition.key,
        subject: 'lead',
        triggers: [{ id: 'hand', type: 'manual' }],
        layout: {},
        notes: [],
        ...definition,
      };
      const [known] = await db.query<{ id: string; publishedVersion: number | null }>(
        'SELECT id, "publishedVersion" FROM workflow WHERE key = $1',
        [definition.key],
      );
      const id = known?.id ?? newId();
      const version = (known?.publishedVersion ?? 0) + 1;
      await db.query(
        `INSERT INTO workflow (id, key, name, subject, state, draft, "activeSince") VALUES ($1, $2, $2, 'lead', 'active', $3::jsonb, 'epoch') ON CONFLICT DO NOTHING`,
        [id, definition.key, JSON.stringify(document)],
      );
      await db.query(
        'INSERT INTO workflow_version (id, "workflowId", version, definition, hash) VALUES ($1, $2, $3, $4::jsonb, $5)',
        [newId(), id, version, JSON.stringify(document), newId()],
      );
      await db.query(
        `UPDATE workflow SET "publishedVersion" = $2, "changeSeq" = nextval('workflow_change_seq') WHERE id = $1`,
        [id, version],
      );
      return version;
    },
    async create(type: RecordTypeKey, fields: JsonObject) {
      const [result] = await write({ kind: 'create', type, fields });
      if (result?.kind !== 'ok') throw new Error(JSON.stringify(result));
      return result.record;
    },
    async change(type: RecordTypeKey, id: string, set: JsonObject) {
      const [result] = await write({ kind: 'update', type, id, change: { set } });
      if (result?.kind !== 'ok') throw new Error(JSON.stringify(result));
      return result.record;
    },
    async happen(event: IncomingEvent) {
      return db.transaction((tx) => acceptEvents(tx, { actor: systemActor, cause: [], now }, [event]));
    },
    /** Lets time pass, doing what falls due on the way in its order, and settles at the end. */
    async pass(until: string | number) {
      const end = typeof until === 'number' ? new Date(now.getTime() + until) : new Date(until);
      for (;;) {
        await settle();
        const [next] = await db.query<{ dueAt: Date | null }>(
          'SELECT min("dueAt") AS "dueAt" FROM run WHERE "endedAt" IS NULL AND NOT paused AND "dueAt" > $1',
          [now],
        );
        if (!next?.dueAt || next.dueAt > end) break;
        now = next.dueAt;
      }
      now = end;
      await settle();
    },
    async runsOf(key: string): Promise<RunRow[]> {
      const rows = await db.query<{ id: string }>(
        'SELECT id FROM run WHERE "workflowKey" = $1 ORDER BY "createdAt", id',
        [key],
      );
      return loadRuns(
        db,
        rows.map(({ id }) => id),
      );
    },
    async pathOf(runId: string): Promise<string> {
      const rows = await db.query<{ stepId: string; outlet: string | null }>(
        'SELECT "stepId", outlet FROM run_step WHERE "runId" = $1 ORDER BY n',
        [runId],
      );
      return rows.map(({ stepId, outlet }) => (outlet === null ? stepId : `${stepId}>${outlet}`)).join(' ');
    },
    /** The visits of a run that have ended, in their order. */
    async stepsOf(runId: string) {
      const rows = await db.query<{ stepId: string; outlet: string | null; endedAt: Date | null }>(
        'SELECT "stepId", outlet, "endedAt" FROM run_step WHERE "runId" = $1 ORDER BY n',
        [runId],
      );
      return rows.map(({ endedAt, ...row }) => ({ ...row, endedAt: endedAt?.toISOString() ?? null }));
    },
    messages: () =>
      db.query<{
        state: string;
        channel: string;
        to: string;
        subject: string | null;
        body: string | null;
        stepId: string;
        runId: string;
        createdAt: Date;
      }>(
        'SELECT state, channel, "to", subject, body, "stepId", "runId", "createdAt" FROM message ORDER BY "createdAt", id',
      ),
    async close() {
      await renderer.close();
      await test.drop();
    },
  };
  return world;
}

export type EngineWorld = Awaited<ReturnType<typeof createEngineWorld>>;
