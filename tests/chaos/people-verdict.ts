import { Client, Connection } from '@temporalio/client';
import type { StoredApproval } from '../../crm/approvals/approval-row.ts';
import { readApprovals } from '../../crm/approvals/store.ts';
import type { ChaosWorld } from './chaos-world.ts';
import { deliveryFaults } from './verdict.ts';

/** What became of people's work: counts for people to read, and what must not be. */
export type PeopleVerdict = {
  readonly found: Readonly<Record<string, number>>;
  readonly unknown: readonly string[];
  readonly faults: readonly string[];
};

type Row = { readonly id: string; readonly n: number };

/** One decision, one mail for each who was told, one level each, each date and time once, and none lost. */
export async function judgePeople(world: ChaosWorld): Promise<PeopleVerdict> {
  const { db } = world;
  const approvals = await readApprovals(
    db,
    (await db.query<{ id: string }>('SELECT id FROM approval')).map(({ id }) => id),
  );
  const delivery = await deliveryFaults(world);
  const once = await onceFaults(world);
  const schedule = await scheduleFaults(world);
  const runs = await db.query<{ said: string; n: number }>(
    `SELECT "workflowKey" || ' ' || state AS said, count(*)::int AS n FROM run GROUP BY 1 ORDER BY 1`,
  );
  return {
    found: {
      ...Object.fromEntries(runs.map(({ said, n }) => [said, n])),
      approvals: approvals.length,
      decisions: approvals.flatMap(({ standing }) => standing.slots).filter(({ decision }) => decision).length,
      'slots moved': approvals.flatMap(({ standing }) => standing.slots).filter(({ movedFrom }) => movedFrom).length,
      'times of the schedule': schedule.times,
    },
    unknown: delivery.unknown,
    faults: [
      ...delivery.faults,
      ...once,
      ...schedule.faults,
      ...runs.filter(({ said }) => !said.endsWith(' completed')).map(({ said, n }) => `${n} runs are ${said}`),
      ...(await decisionFaults(world, approvals)),
      ...(await noticeFaults(world, approvals)),
    ],
  };
}

/** Each decided slot is told of once, and an approval that has ended asks nobody any more. */
async function decisionFaults({ db }: ChaosWorld, approvals: readonly StoredApproval[]): Promise<string[]> {
  const events = await counted(
    db,
    `SELECT properties->>'approvalId' AS id, count(*)::int AS n FROM event WHERE type IN ('approval.decided') GROUP BY 1`,
  );
  const ends = await counted(
    db,
    `SELECT properties->>'approvalId' AS id, count(*)::int AS n FROM event
     WHERE type IN ('approval.approved', 'approval.rejected', 'approval.rework', 'approval.expired', 'approval.answered', 'approval.voided') GROUP BY 1`,
  );
  const audit = await counted(
    db,
    `SELECT "resourceId" AS id, count(*)::int AS n FROM audit_entry WHERE action IN ('approval.decided', 'approval.answered') GROUP BY 1`,
  );
  return approvals.flatMap(({ id, kind, standing: { slots, state } }) => {
    const decided = slots.filter(({ decision }) => decision !== undefined).length;
    const successors = slots.flatMap(({ movedFrom }) => movedFrom?.slotId ?? []);
    return [
      ...wrong(`approval ${id}: events of decisions`, events.get(id) ?? 0, kind === 'ask' ? 0 : decided),
      ...wrong(`approval ${id}: audit lines of decisions`, audit.get(id) ?? 0, decided),
      ...wrong(`approval ${id}: ends`, ends.get(id) ?? 0, 1),
      ...wrong(`approval ${id}: slots that two took over`, successors.length - new Set(successors).size, 0),
      ...(state === 'open' ? [`approval ${id} is open`] : []),
      ...slots
        .filter((slot) => ['open', 'waiting'].includes(slot.state))
        .map((slot) => `slot ${slot.id} is ${slot.state}`),
    ];
  });
}

/** Who was told has one mail for it, and one for each reminder. */
async function noticeFaults({ db }: ChaosWorld, approvals: readonly StoredApproval[]): Promise<string[]> {
  const rows = await db.query<{
    runId: string;
    stepId: string;
    visit: number;
    to: string;
    reminder: boolean;
    n: number;
  }>(
    `SELECT m."runId", m."stepId", m.visit, u.id::text AS "to", m.subject LIKE 'Reminder%' AS reminder, count(DISTINCT m.ordinal)::int AS n
     FROM message m JOIN "user" u ON u.email = m."to" WHERE m.channel = 'email' GROUP BY 1, 2, 3, 4, 5`,
  );
  const sent = new Map(
    rows.map(({ runId, stepId, visit, to, reminder, n }) => [[runId, stepId, visit, to, reminder].join(' '), n]),
  );
  const due = new Map<string, number>();
  for (const { runId, stepId, visit, standing } of approvals)
    for (const { told, reminders } of standing.slots)
      for (const to of told) {
        due.set([runId, stepId, visit, to, false].join(' '), 1);
        if (reminders > 0) due.set([runId, stepId, visit, to, true].join(' '), reminders);
      }
  return [...new Set([...sent.keys(), ...due.keys()])].flatMap((key) =>
    wrong(`notices ${key}`, sent.get(key) ?? 0, due.get(key) ?? 0),
  );
}

const exactly: readonly { readonly what: string; readonly times: number; readonly sql: string }[] = [
  {
    what: 'runs for the date of task',
    times: 1,
    sql: `SELECT t.id, count(r.id)::int AS n FROM task t LEFT JOIN run r ON r."subjectId" = t.id GROUP BY 1`,
  },
  {
    what: 'overdue events of task',
    times: 1,
    sql: `SELECT t.id, count(e.id)::int AS n FROM task t LEFT JOIN event e ON e."recordId" = t.id AND e.type = 'task.overdue' GROUP BY 1`,
  },
  {
    what: 'notices of levels of case',
    times: 2,
    sql: `SELECT c.id, count(m.id)::int AS n FROM "case" c LEFT JOIN message m ON m."recordId" = c.id AND m.channel = 'app' GROUP BY 1`,
  },
  {
    what: 'level of case',
    times: 2,
    sql: `SELECT id, "escalationLevel" AS n FROM "case"`,
  },
  {
    what: 'levels in the audit of case',
    times: 2,
    sql: `SELECT c.id, count(a.seq)::int AS n FROM "case" c LEFT JOIN audit_entry a ON a."resourceId" = c.id::text AND a.action = 'record.updated' AND a.changes ? 'escalationLevel'
          GROUP BY 1`,
  },
  {
    what: 'warnings of case',
    times: 1,
    sql: `SELECT c.id, count(e.id)::int AS n FROM "case" c LEFT JOIN event e ON e."recordId" = c.id AND e.type = 'sla.warning' GROUP BY 1`,
  },
  {
    what: 'breaches, of case, beside those of its clock',
    times: 0,
    sql: `SELECT c.id, count(e.id)::int - count(DISTINCT k.id) FILTER (WHERE k."breachedAt" IS NOT NULL)::int AS n
          FROM "case" c JOIN sla_clock k ON k."recordId" = c.id AND k."policyKey" IS NOT NULL LEFT JOIN event e ON e."recordId" = c.id AND e.type = 'sla.breached' GROUP BY 1`,
  },
  {
    what: 'expiries of offer',
    times: 1,
    sql: `SELECT o.id, count(e.id)::int AS n FROM offer o LEFT JOIN event e ON e."recordId" = o.id AND e.type = 'offer.expired' WHERE o.title = 'people old' GROUP BY 1`,
  },
  { what: 'versions of offer', times: 2, sql: `SELECT id, version::int AS n FROM offer WHERE title = 'people old'` },
];

async function onceFaults({ db }: ChaosWorld): Promise<string[]> {
  const faults: string[] = [];
  for (const { what, times, sql } of exactly)
    for (const { id, n } of await db.query<Row>(sql)) faults.push(...wrong(`${what} ${id}`, n, times));
  return faults;
}

/** Each time that Temporal took admitted each lead once. */
async function scheduleFaults({ db, servers }: ChaosWorld): Promise<{ times: number; faults: string[] }> {
  const [row] = await db.query<{ id: string }>(`SELECT id FROM workflow WHERE key = 'people-schedule'`);
  const connection = await Connection.connect({ address: servers.temporalAddress });
  const client = new Client({ connection });
  const { info } = await client.schedule.getHandle(`schedule-${row?.id}-clock`).describe();
  await connection.close();
  const leads = await db.query(`SELECT 1 FROM lead WHERE source = 'people'`);
  const times = await db.query<Row>(
    `SELECT cause AS id, count(*)::int AS n FROM enrollment WHERE "workflowId" = $1 AND "runId" IS NOT NULL GROUP BY 1`,
    [row?.id],
  );
  return {
    times: times.length,
    faults: [
      ...wrong('times of the schedule', times.length, info.numActionsTaken),
      ...times.flatMap(({ id, n }) => wrong(`leads at ${id}`, n, leads.length)),
    ],
  };
}

const wrong = (what: string, is: number, should: number): string[] =>
  is === should ? [] : [`${what}: ${is}, not ${should}`];

async function counted(db: ChaosWorld['db'], sql: string): Promise<ReadonlyMap<string, number>> {
  return new Map((await db.query<Row>(sql)).map(({ id, n }) => [id, n]));
}
