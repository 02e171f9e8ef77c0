import { systemActor } from '../crm/actor.ts';
import { reportCases } from '../crm/cases/report-cases.ts';
import { type Database, openDatabase } from '../crm/database.ts';
import { writeRecords } from '../crm/records/write.ts';
import type { JsonObject } from '../domain/json.ts';
import { startServers } from './servers.ts';
import { printTable, secondsRow } from './table.ts';

const cases = 10_000;
const mostSeconds = 2;
const turns = 5;
const batch = 500;
const hour = 3_600_000;
/** The first of the cases, and the period of the report: a quarter in which nearly all of them changed. */
const start = Date.parse('2026-01-05T08:00:00Z');
const period = { from: Date.parse('2026-01-01T00:00:00Z'), to: Date.parse('2026-04-01T00:00:00Z') };
/** What happens to each case, so many hours after it was made. */
const life: readonly { readonly after: number; readonly set: (n: number) => JsonObject }[] = [
  { after: 1, set: (n) => ({ status: 'open', firstResponseAt: new Date(start + (n % 1_800) * hour).toISOString() }) },
  { after: 9, set: () => ({ status: 'waiting-customer' }) },
  { after: 30, set: (n) => ({ status: 'open', escalationLevel: n % 3 }) },
  { after: 52, set: (n) => ({ status: 'resolved', timeSpentMinutes: 10 + (n % 90) }) },
  { after: 76, set: (n) => ({ status: n % 10 === 0 ? 'open' : 'closed' }) },
];

/** The report of a quarter with 10,000 cases of six changes each; the slowest of some turns counts. */
export async function benchCaseReport(): Promise<boolean> {
  const servers = await startServers();
  const db = openDatabase({ url: servers.databaseUrl, connections: 8 });
  try {
    await fill(db);
    const seconds: number[] = [];
    for (let turn = 0; turn <= turns; turn += 1) {
      const began = performance.now();
      const { total } = await reportCases(
        db,
        { zone: 'Europe/Warsaw', mailFrom: undefined, twilioFrom: undefined },
        {
          actor: systemActor,
          period,
          by: 'rep',
        },
      );
      // The first turn warms up: code that is compiled and statements that are planned at their first use.
      if (turn > 0) seconds.push((performance.now() - began) / 1000);
      if (total.resolution.count + total.age.count !== cases) throw new Error('The report does not count every case.');
    }
    return printTable('case-report', `case-report: ${cases} cases of ${life.length + 1} changes, a quarter, by rep`, [
      secondsRow('the nine metrics', seconds, mostSeconds),
    ]);
  } finally {
    await db.close();
    await servers.stop();
  }
}

/** Cases that live as cases do, by the one way records are written. */
async function fill(db: Database): Promise<void> {
  for (let begun = 0; begun < cases; begun += batch) {
    const made = start + (begun / batch) * 84 * hour;
    const context = (at: number) => ({ actor: systemActor, cause: [], automations: false, now: new Date(at) });
    const created = await db.transaction((tx) =>
      writeRecords(
        tx,
        context(made),
        Array.from({ length: batch }, (_, n) => ({
          kind: 'create' as const,
          type: 'case' as const,
          fields: { title: `Case ${begun + n}`, queue: `queue-${n % 5}` },
        })),
      ),
    );
    const ids = created.flatMap((result) => (result.kind === 'ok' ? [result.record.id] : []));
    for (const { after, set } of life) {
      const changes = ids.map((id, n) => ({
        kind: 'update' as const,
        type: 'case' as const,
        id,
        change: { set: set(begun + n) },
      }));
      await db.transaction((tx) => writeRecords(tx, context(made + after * hour), changes));
    }
  }
  await db.query('ANALYZE');
}
