import { systemActor } from '../../crm/actor.ts';
import { type Database, openDatabase } from '../../crm/database.ts';
import { newId } from '../../crm/ids.ts';
import { enrollMany } from '../../crm/runs/enroll-many.ts';
import { operateRuns } from '../../crm/runs/operate-runs.ts';
import { prepareInstallation } from '../../crm/seed/prepare-installation.ts';
import { companyTime } from '../../crm/settings/company-settings.ts';
import { createVersionCache } from '../../crm/workflows/versions.ts';
import { publishDefinition, type TestDefinition } from '../harness/publish-definition.ts';
import { recordWrites } from '../harness/record-writes.ts';
import { createMailLog, type MailSink, startMailSink } from './mail-sink.ts';
import { openProcesses } from './processes.ts';
import { startServers } from './servers.ts';

export const apiKey = 'chaos-key-4f1d7a90b2c64e58';

const mail = (subject: string, next: string | null) => ({
  type: 'send-email',
  config: { subject, body: `<p>Hello {{record.firstName}}, ${subject}</p>`, topic: 'newsletter' },
  next: { done: next },
});

/** Three mails, between them a wait for a time and a wait for an event: what starts, pokes, sends and sleeps is all in it. */
const definition = {
  key: 'chaos',
  triggers: [
    { id: 'created', type: 'record', on: 'created', when: { '==': [{ var: 'record.source' }, 'chaos'] } },
    { id: 'told', type: 'event', event: 'chaos.begin' },
    { id: 'hand', type: 'manual' },
  ],
  start: 'one',
  steps: {
    one: mail('One', 'rest'),
    rest: { type: 'wait', config: { for: 'PT1S' }, next: { done: 'two' } },
    two: mail('Two', 'go'),
    go: {
      type: 'wait-for',
      config: { branches: [{ id: 'went', event: 'chaos.go' }], timeout: 'PT2M' },
      next: { went: 'three', timeout: 'three' },
    },
    three: mail('Three', null),
  },
} satisfies TestDefinition;

/** As many mails, and a wait that only time ends: long enough for all runs to wait at once. */
const sleeper = {
  key: 'chaos-sleeper',
  triggers: [
    { id: 'created', type: 'record', on: 'created', when: { '==': [{ var: 'record.source' }, 'chaos-sleeper'] } },
  ],
  start: 'one',
  steps: {
    one: mail('One', 'sleep'),
    sleep: { type: 'wait', config: { for: 'PT10S' }, next: { done: 'two' } },
    two: mail('Two', 'three'),
    three: mail('Three', null),
  },
} satisfies TestDefinition;

export const mailsOfRun = 3;

/** Servers of its own, a workflow of three mails on them, mail servers outside, and what is needed to drive and to judge. */
export async function openChaosWorld() {
  const servers = await startServers();
  const db = openDatabase({ url: servers.databaseUrl, applicationName: 'chaos', connections: 6 });
  const processes = await openProcesses(servers);
  const mails = createMailLog();
  const sinks: MailSink[] = [];
  await prepareInstallation(db, {
    admin: { email: undefined, password: 'chaos-password' },
    apiKey,
    seed: 'none',
    now: new Date(),
  });
  await publishDefinition(db, definition);
  await publishDefinition(db, sleeper);
  return {
    servers,
    db,
    processes,
    mails,
    async openSink() {
      const sink = await startMailSink(mails);
      sinks.push(sink);
      return sink;
    },
    ...drives(db),
    ...openWork(db),
    async close() {
      await processes.killAll();
      await Promise.all(sinks.map((sink) => sink.close()));
      await db.close();
      await servers.stop();
    },
  };
}

export type ChaosWorld = Awaited<ReturnType<typeof openChaosWorld>>;

/** What makes runs start and go on. */
function drives(db: Database) {
  const { write, happen } = recordWrites(db, () => new Date());
  const versions = createVersionCache();
  const createLeads = leadMaker(write);
  return {
    leadFields: (n: number) => ({ firstName: `Lead ${n}`, email: `lead-${n}@example.test`, source: 'chaos' }),
    createLeads,
    /** Leads without a trigger of their own, enrolled in one go: their runs share a carrier, up to 500. */
    async enrollTogether(count: number): Promise<void> {
      const ids = await createLeads(count, 'chaos-enrolled');
      const starting = { versions, actor: systemActor, company: companyTime('UTC'), now: new Date() };
      await enrollMany(db, { key: definition.key, audience: { ids } }, starting);
    },
    /** Reports the event that runs wait for, for each that waits now; the same event however often it is reported. */
    async letGo(): Promise<void> {
      const waiting = await db.query<{ subjectId: string }>(
        `SELECT r."subjectId" FROM run r JOIN run_position p ON p."runId" = r.id WHERE p."stepId" = 'go' AND p.state = 'waiting' LIMIT 200`,
      );
      if (waiting.length === 0) return;
      await happen(
        ...waiting.map(({ subjectId }) => ({
          id: `go-${subjectId}`,
          type: 'chaos.go',
          recordType: 'lead' as const,
          recordId: subjectId,
        })),
      );
    },
    /** What an operator does with runs that were in flight at too many crashes. @returns how many */
    async retryCrashed(): Promise<number> {
      const crashed = await db.query<{ id: string }>(
        `SELECT id FROM run WHERE state = 'incident' AND error->>'code' = 'crashed'`,
      );
      const ids = crashed.map(({ id }) => id);
      const operating = { actor: systemActor, versions, company: companyTime('UTC'), now: new Date() };
      if (ids.length > 0) await db.transaction((tx) => operateRuns(tx, ids, { action: 'retry' }, operating));
      return ids.length;
    },
  };
}

/** Makes leads of a source. @returns their ids */
function leadMaker(write: ReturnType<typeof recordWrites>['write']) {
  return async (count: number, source = 'chaos'): Promise<string[]> => {
    const results = await write(
      ...Array.from({ length: count }, (_, n) => {
        const fields = { firstName: `Lead ${n}`, email: `${newId()}@example.test`, source };
        return { kind: 'create' as const, type: 'lead' as const, fields };
      }),
    );
    return results.map((result) => {
      if (result.kind !== 'ok') throw new Error(JSON.stringify(result));
      return result.record.id;
    });
  };
}

/** What has not ended. */
function openWork(db: Database) {
  /** Events not dispatched yet, and runs. */
  const open = async (): Promise<{ events: number; runs: number }> => {
    const [row] = await db.query<{ events: number; runs: number }>(`SELECT
      (SELECT count(*) FROM run WHERE "endedAt" IS NULL)::int AS runs, (SELECT count(*) FROM event WHERE "doneAt" IS NULL)::int AS events`);
    return row ?? { events: 0, runs: 0 };
  };
  return {
    open,
    async openRuns(): Promise<number> {
      const { events, runs } = await open();
      return events + runs;
    },
  };
}
