import { systemActor } from '../crm/actor.ts';
import { type Database, openDatabase } from '../crm/database.ts';
import { newId } from '../crm/ids.ts';
import { writeRecords } from '../crm/records/write.ts';
import { companyTime } from '../crm/settings/company-settings.ts';
import { createVersionCache } from '../crm/workflows/versions.ts';
import { dispatchBatch } from '../worker/dispatch/dispatcher.ts';
import { createTriggerIndex } from '../worker/dispatch/trigger-index.ts';
import { startServers } from './servers.ts';
import { printTable, type Row } from './table.ts';

const events = 4000;

type Case = { readonly name: string; readonly count: number; readonly when: (n: number) => object };

/** Waits for leads of one source. */
const guarded = (n: number) => ({
  and: [{ '==': [{ var: 'record.source' }, `source-${n}`] }, { '>': [{ var: 'record.score' }, 10] }],
});
/** The same in nine operators, none of which is an equality that the rule as a whole demands. */
const unguarded = (n: number) => ({
  and: [
    { '!=': [{ var: 'record.status' }, 'junk'] },
    {
      or: [
        { in: [{ var: 'record.source' }, [`source-${n}`]] },
        { '>': [{ '+': [{ var: 'record.score' }, 1] }, 1_000 + n] },
        { in: [`tag-${n}`, { var: 'record.tags' }] },
      ],
    },
    { '!': { isEmpty: { var: 'record.email' } } },
  ],
});
const cases: readonly Case[] = [
  // Its figure is not used: code that is compiled and statements that are planned at their first use.
  { name: 'warming up', count: 10, when: guarded },
  { name: '10 workflows', count: 10, when: guarded },
  { name: '10000 workflows', count: 10_000, when: guarded },
  { name: '10000 workflows, nine operators', count: 10_000, when: unguarded },
];

/** Events a second through dispatch with 10,000 published workflows against 10; one event in ten starts a run. */
export async function benchDispatch(): Promise<boolean> {
  const servers = await startServers();
  const db = openDatabase({ url: servers.databaseUrl, connections: 8 });
  const rows: Row[] = [];
  let base = 0;
  try {
    for (const { name, count, when } of cases) {
      await db.query('TRUNCATE workflow, workflow_version, run, run_position, enrollment, carrier, event, lead');
      await publish(db, count, when);
      const versions = createVersionCache();
      const index = createTriggerIndex(versions);
      const filling = performance.now();
      await index.refresh(db);
      const filled = performance.now() - filling;
      await writeLeads(db, count);
      const began = performance.now();
      while (
        (await dispatchBatch({
          db,
          versions,
          company: companyTime('UTC'),
          index,
          clock: () => new Date(),
          wakeRelay: () => {},
        })) > 0
      );
      const perSecond = events / ((performance.now() - began) / 1000);
      const [started] = await db.query<{ runs: number }>('SELECT count(*)::int AS runs FROM run');
      if (name === 'warming up') continue;
      if (base === 0) base = perSecond;
      const share = perSecond / base;
      rows.push({
        name,
        ok: share >= 0.5,
        figures: {
          'events/s': perSecond.toFixed(0),
          'share of the first': `${(share * 100).toFixed(0)} %`,
          target: share === 1 ? '' : '≥ 50 %',
          'runs started': String(started?.runs ?? 0),
          'index ms': filled.toFixed(0),
        },
      });
    }
  } finally {
    await db.close();
    await servers.stop();
  }
  return printTable('dispatch', 'dispatch: events of new leads, each workflow waits for another source', rows);
}

async function publish(db: Database, count: number, when: Case['when']): Promise<void> {
  const workflows = Array.from({ length: count }, (_, n) => {
    const key = `wait-for-source-${n}`;
    const definition = {
      format: 1,
      key,
      name: key,
      subject: 'lead',
      start: 'stop',
      steps: { stop: { type: 'end', config: {} } },
      layout: {},
      notes: [],
      triggers: [
        {
          id: 'created',
          type: 'record',
          on: 'created',
          when: when(n),
        },
      ],
    };
    return { id: newId(), versionId: newId(), key, definition };
  });
  for (let begun = 0; begun < count; begun += 1000) {
    const part = JSON.stringify(workflows.slice(begun, begun + 1000));
    await db.query(
      `INSERT INTO workflow (id, key, name, subject, state, draft, "publishedVersion", "activeSince", "changeSeq")
      SELECT w.id, w.key, w.key, 'lead', 'active', w.definition, 1, 'epoch', nextval('workflow_change_seq') FROM jsonb_to_recordset($1::jsonb) AS w(id uuid, key text, definition jsonb)`,
      [part],
    );
    await db.query(
      `INSERT INTO workflow_version (id, "workflowId", version, definition, hash)
      SELECT w."versionId", w.id, 1, w.definition, w.key FROM jsonb_to_recordset($1::jsonb) AS w(id uuid, "versionId" uuid, key text, definition jsonb)`,
      [part],
    );
  }
  await db.query('ANALYZE');
}

async function writeLeads(db: Database, workflows: number): Promise<void> {
  for (let begun = 0; begun < events; begun += 500) {
    await db.transaction((tx) =>
      writeRecords(
        tx,
        { actor: systemActor, cause: [], automations: true, now: new Date() },
        Array.from({ length: 500 }, (_, n) => ({
          kind: 'create' as const,
          type: 'lead' as const,
          fields: {
            firstName: 'Ann',
            email: `ann-${begun + n}@example.test`,
            source: n % 10 === 0 ? `source-${(begun + n) % workflows}` : 'nobody-waits',
            score: 50,
          },
        })),
      ),
    );
  }
}
