import { systemActor } from '../../crm/actor.ts';
import { actOnTestApprovals } from '../../crm/approvals/act-in-tests.ts';
import type { Tx } from '../../crm/database.ts';
import { acceptEvents } from '../../crm/events/accept.ts';
import { writeRecords } from '../../crm/records/write.ts';
import { cancelRuns } from '../../crm/runs/cancel-runs.ts';
import { loadRuns } from '../../crm/runs/load-runs.ts';
import type { RunRow } from '../../crm/runs/run-row.ts';
import type { JsonObject } from '../../domain/json.ts';
import { isApprovalAct } from '../../domain/run/simulation/approvals.ts';
import { closingOf, taskOfStep } from '../../domain/run/simulation/script.ts';
import type { SimulatedEvent } from '../../domain/run/simulation/simulation.ts';
import type { RecordKey } from '../../domain/steps/effect.ts';
import type { EngineDeps } from '../engine.ts';
import { seeOwnEvents } from './sandbox-events.ts';

type ScriptedEvent = SimulatedEvent & { readonly at: string };

/** What a test run still has ahead: events at virtual times, and how many legs it has done. */
export type TestScript = {
  readonly events: readonly ScriptedEvent[];
  readonly legs: number;
  readonly startedAt: string;
};

/** Legs after which a test run is ended, and the longest virtual time, in ms. */
const mostTestLegs = 1000;
const longest = 3 * 366 * 24 * 3600 * 1000;

type ScriptRow = { id: string; script: TestScript };

/** Lets what is scripted happen for test runs whose virtual time has come, and ends runs that go on for too long. */
export async function fireScript(deps: EngineDeps, carrierId: string, now: Date): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const rows = await tx.query<ScriptRow>(
      `SELECT id, script FROM run WHERE "carrierId" = $1 AND "endedAt" IS NULL AND script IS NOT NULL ORDER BY id FOR UPDATE`,
      [carrierId],
    );
    for (const { id, script } of rows) {
      const due = script.events.filter(({ at }) => at <= now.toISOString());
      const events = script.events.filter(({ at }) => at > now.toISOString());
      await tx.query('UPDATE run SET script = $2::jsonb WHERE id = $1', [
        id,
        JSON.stringify({ ...script, events, legs: script.legs + 1 }),
      ]);
      if (script.legs >= mostTestLegs || now.getTime() - Date.parse(script.startedAt) > longest) {
        await cancelRuns(tx, [id], { now, reason: 'test-limit' });
        continue;
      }
      const [run] = due.length === 0 ? [] : await loadRuns(tx, [id]);
      if (!run) continue;
      for (const [n, event] of due.entries())
        await fire(tx, { run, event, key: `test:${id}:${script.legs}:${n}`, now });
      await seeOwnEvents(tx, [run], { versions: deps.versions, now });
    }
  });
}

type Firing = { readonly run: RunRow; readonly event: ScriptedEvent; readonly key: string; readonly now: Date };

/** Behaviour of the record, a change of it, or a task of a step that is closed; what is refused does not happen. */
async function fire(tx: Tx, { run: { data }, event, key, now }: Firing): Promise<void> {
  const { subject } = data;
  if ('type' in event) {
    const { type, properties = {}, at } = event;
    const happening = { id: key, type, properties, at, recordType: subject.type, recordId: subject.id };
    if (isApprovalAct(type)) await actOnTestApprovals(tx, data, { type, properties }, now);
    else await acceptEvents(tx, { actor: systemActor, cause: [], now }, [happening]);
  } else if ('set' in event) await change(tx, subject, event.set, now);
  else {
    const task = taskOfStep(data, event.task);
    if (task) await change(tx, task, closingOf(event), now);
  }
}

async function change(tx: Tx, { type, id }: RecordKey, set: JsonObject, now: Date): Promise<void> {
  await writeRecords(tx, { actor: systemActor, cause: [], automations: false, now }, [
    { kind: 'update', type, id, change: { set } },
  ]);
}
