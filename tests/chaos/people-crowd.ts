import { Client, Connection } from '@temporalio/client';
import { systemActor } from '../../crm/actor.ts';
import { newId } from '../../crm/ids.ts';
import { savePolicy } from '../../crm/sla/policies.ts';
import {
  approvalWorkflow,
  dateWorkflow,
  escalationWorkflow,
  promise,
  scheduleWorkflow,
} from '../harness/people-workflows.ts';
import { publishDefinition } from '../harness/publish-definition.ts';
import { recordWrites } from '../harness/record-writes.ts';
import { until } from '../harness/until.ts';
import type { ChaosWorld } from './chaos-world.ts';
import { patiently } from './patiently.ts';

/** An hour of the workflows, in seconds. */
const unit = 3;
const units = (n: number) => `PT${n * unit}S`;
/** Every so many births something rarer happens. */
const rarely = 4;

/** People with managers, workflows that ask them, a promise for cases, and what is born into all that. */
export async function gatherPeople(world: ChaosWorld) {
  const { db } = world;
  const user = userMaker(db);
  const { ann, deputy } = await settleIn(db, user);
  const { write, happen } = recordWrites(db, () => new Date());
  for (const lastName of ['One', 'Two', 'Three'])
    await write({ kind: 'create', type: 'lead', fields: { lastName, source: 'people' } });
  const schedule = scheduleOf(world);
  let born = 0;
  return {
    born: () => born,
    /** An offer to be approved, one whose time is over, a case, a task; now and then an absence, a time of the schedule, a new version of it. */
    async bear(): Promise<void> {
      born += 1;
      const owner = await patiently(() => user(`Owner${born}`, deputy));
      const ids = await patiently(() => bear(write, { owner, agent: ann }));
      await patiently(() =>
        happen({ id: `enter-${ids.offer}`, type: 'enter.people', recordType: 'offer', recordId: ids.offer }),
      );
      if (born % 2 === 0) await patiently(() => leave(world, owner, deputy));
      if (born % 3 === 0) await schedule.come();
      if (born % rarely === 0)
        await patiently(() => publishDefinition(db, scheduleWorkflow(born % (2 * rarely) === 0 ? 'PT5H' : 'PT6H')));
    },
    /** Waits for what no run tells of: offers that expire, times of schedules that are under way. */
    async untilQuiet(): Promise<void> {
      await until('offers to expire', async () => {
        const open = await db.query(`SELECT 1 FROM offer WHERE title = 'people old' AND status <> 'expired' LIMIT 1`);
        return open.length === 0;
      });
      await until('what is planned to come', async () => {
        const due = await db.query(`SELECT 1 FROM date_plan WHERE "dueAt" <= now() LIMIT 1`);
        const late = await db.query(
          `SELECT 1 FROM task WHERE status = 'open' AND "dueAt" <= now() AND "overdueFor" IS DISTINCT FROM "dueAt" LIMIT 1`,
        );
        return due.length + late.length + (await world.openRuns()) === 0;
      });
    },
  };
}

export type Crowd = Awaited<ReturnType<typeof gatherPeople>>;

type MakeUser = (name: string, managerId?: string | null) => Promise<string>;

function userMaker(db: ChaosWorld['db']): MakeUser {
  return async (name, managerId = null) => {
    const id = newId();
    await db.query('INSERT INTO "user" (id, email, name, "roleKeys", "managerId") VALUES ($1, $2, $3, $4, $5)', [
      id,
      `${name.toLowerCase()}-${id}@example.test`,
      name,
      ['sales'],
      managerId,
    ]);
    return id;
  };
}

async function settleIn(db: ChaosWorld['db'], user: MakeUser): Promise<{ ann: string; deputy: string }> {
  const boss = await user('Boss');
  const [ann, deputy] = [await user('Ann', boss), await user('Deputy', await user('Chief'))];
  const approvers = [{ user: ann }, { field: 'owner' }];
  await publishDefinition(db, approvalWorkflow(units, { approvers, asked: { user: ann } }));
  await publishDefinition(db, escalationWorkflow(units, { agent: ann, chief: boss }));
  await publishDefinition(db, dateWorkflow);
  await publishDefinition(db, scheduleWorkflow('PT5H'));
  await db.transaction((tx) => savePolicy(tx, { actor: systemActor, key: 'promise', policy: promise(units) }));
  return { ann, deputy };
}

type Write = ReturnType<typeof recordWrites>['write'];

/** All in one transaction: one that nobody knows the end of is tried again, and then there are more of them. */
async function bear(write: Write, { owner, agent }: { owner: string; agent: string }): Promise<{ offer: string }> {
  const now = Date.now();
  const lines = [{ description: 'Thing', quantity: 1, unitPrice: 10_000 }];
  const yesterday = new Date(now - 48 * 3_600_000).toISOString().slice(0, 10);
  const offer = { currency: 'EUR', lines, discountPercent: 20 };
  const [made] = await write(
    { kind: 'create', type: 'offer', fields: { ...offer, title: 'people new', ownerId: owner } },
    { kind: 'create', type: 'offer', fields: { ...offer, title: 'people old', status: 'sent', validUntil: yesterday } },
    { kind: 'create', type: 'case', fields: { title: 'people', category: 'people', status: 'open', ownerId: agent } },
    {
      kind: 'create',
      type: 'task',
      fields: { title: 'people', status: 'open', assigneeId: owner, dueAt: new Date(now + unit * 1000).toISOString() },
    },
  );
  if (made?.kind !== 'ok') throw new Error(JSON.stringify(made));
  return { offer: made.record.id };
}

async function leave({ db }: ChaosWorld, userId: string, substituteId: string): Promise<void> {
  await db.query(
    `INSERT INTO absence (id, "userId", "substituteId", "from", until) VALUES ($1, $2, $3, now() + interval '2 seconds', now() + interval '1 hour')`,
    [newId(), userId, substituteId],
  );
}

/** The schedule in Temporal, as operators drive it. */
function scheduleOf({ db, servers }: ChaosWorld) {
  const client = new Client({ connection: Connection.lazy({ address: servers.temporalAddress }) });
  return {
    /** Has it come now; while Temporal is away it does not. */
    async come(): Promise<void> {
      const [row] = await patiently(() =>
        db.query<{ id: string }>(`SELECT "workflowId" AS id FROM schedule_trigger WHERE "triggerId" = 'clock'`),
      );
      if (!row) return;
      const handle = client.schedule.getHandle(`schedule-${row.id}-clock`);
      await client.withDeadline(Date.now() + 3000, () => handle.trigger()).catch(() => undefined);
    },
  };
}
