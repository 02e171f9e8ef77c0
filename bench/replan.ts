import { systemActor } from '../crm/actor.ts';
import { replanChanged } from '../crm/calendars/replan.ts';
import { saveCalendar } from '../crm/calendars/save-calendar.ts';
import { type Database, openDatabase } from '../crm/database.ts';
import { writeRecords } from '../crm/records/write.ts';
import { readCompanyTime } from '../crm/settings/company-settings.ts';
import { savePolicy } from '../crm/sla/policies.ts';
import { settleClocks } from '../crm/sla/settle-clocks.ts';
import { createVersionCache } from '../crm/workflows/versions.ts';
import { policySchema } from '../domain/sla/policy.ts';
import { builtInCalendars } from '../domain/time/calendar.ts';
import { dispatchBatch } from '../worker/dispatch/dispatcher.ts';
import { createTriggerIndex } from '../worker/dispatch/trigger-index.ts';
import { startServers } from './servers.ts';
import { printTable, secondsRow } from './table.ts';

const clocks = 1_000;
const mostSeconds = 5;
const config = { zone: 'Europe/Warsaw', mailFrom: undefined, twilioFrom: undefined };
const { business } = builtInCalendars(config.zone);
/** A Thursday morning before the holidays that are added, one more each turn. */
const now = new Date('2026-03-05T08:00:00Z');
const holidays = ['2026-03-06', '2026-03-09', '2026-03-10', '2026-03-11', '2026-03-12'];

/** Clocks of 1,000 cases counted anew when a holiday is added: from the request that adds it to the last of them. */
export async function benchReplan(): Promise<boolean> {
  const servers = await startServers();
  const db = openDatabase({ url: servers.databaseUrl, connections: 8 });
  try {
    await startClocks(db);
    const seconds: number[] = [];
    for (const [turn] of holidays.entries()) {
      const before = await dueTimes(db);
      const began = performance.now();
      await addHolidays(db, holidays.slice(0, turn + 1));
      await replanChanged(db, { company: () => readCompanyTime(db, config), now });
      seconds.push((performance.now() - began) / 1000);
      const after = await dueTimes(db);
      if ([...after].some(([id, due]) => before.get(id) === due)) throw new Error('A clock was not counted anew.');
    }
    return printTable('replan', `replan: ${clocks} running clocks, a holiday is added, ${holidays.length} times`, [
      secondsRow('from the holiday to the last clock', seconds, mostSeconds),
    ]);
  } finally {
    await db.close();
    await servers.stop();
  }
}

async function startClocks(db: Database): Promise<void> {
  const policy = policySchema.parse({
    name: 'Support',
    recordType: 'case',
    calendar: 'business',
    clocks: [{ id: 'resolve', kind: 'resolve', targets: [{ target: 'PT40H' }], warnings: [50] }],
  });
  await addHolidays(db, []);
  await db.query('DELETE FROM calendar_change');
  await db.transaction((tx) => savePolicy(tx, { actor: systemActor, key: 'support', policy }));
  const fields = (n: number) => ({ title: `Case ${n}`, status: 'open' });
  for (let begun = 0; begun < clocks; begun += 500) {
    const changes = Array.from({ length: 500 }, (_, n) => ({
      kind: 'create' as const,
      type: 'case' as const,
      fields: fields(begun + n),
    }));
    await db.transaction((tx) => writeRecords(tx, { actor: systemActor, cause: [], automations: true, now }, changes));
  }
  const versions = createVersionCache();
  const company = await readCompanyTime(db, config);
  const index = createTriggerIndex(versions);
  while ((await dispatchBatch({ db, versions, company, index, clock: () => now, wakeRelay: () => {} })) > 0);
  if ((await dueTimes(db)).size !== clocks) throw new Error('There are not as many clocks as cases.');
}

async function addHolidays(db: Database, dates: readonly string[]): Promise<void> {
  const actor = {
    type: 'user',
    id: systemActor.id ?? 'bench',
    userId: 'bench',
    teamId: null,
    permissions: [],
  } as const;
  const input = { ...business, name: 'Business', holidays: dates.map((date) => ({ date })), source: null };
  await db.transaction(async (tx) => {
    const calendars = (await readCompanyTime(tx, config)).calendars();
    await settleClocks(tx, { calendars, keys: ['business'], now });
    await saveCalendar(tx, { ...input, publicHolidays: [], filledThrough: null }, { actor, mode: 'replace' });
  });
}

async function dueTimes(db: Database): Promise<ReadonlyMap<string, number>> {
  const rows = await db.query<{ id: string; dueAt: Date }>(
    `SELECT id, "dueAt" FROM sla_clock WHERE state = 'running' AND kind = 'resolve'`,
  );
  return new Map(rows.map(({ id, dueAt }) => [id, dueAt.getTime()]));
}
