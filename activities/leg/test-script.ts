import { systemActor } from '../../crm/actor.ts';
import { acceptEvents } from '../../crm/events/accept.ts';
import { cancelRuns } from '../../crm/runs/cancel-runs.ts';
import { wakeByEvents } from '../../crm/runs/wake-by-events.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { EngineDeps } from '../engine.ts';

/** What a test run still has ahead: events at virtual times, and how many legs it has done. */
export type TestScript = {
  readonly events: readonly { readonly at: string; readonly type: string; readonly properties: JsonObject }[];
  readonly legs: number;
  readonly startedAt: string;
};

const mostLegs = 1000;
const longest = 3 * 366 * 24 * 3600 * 1000;

type ScriptRow = { id: string; script: TestScript; subjectType: string; subjectId: string };

/** Fires the events of test runs whose virtual time has come, and ends runs that go on for too long. */
export async function fireScript(deps: EngineDeps, carrierId: string, now: Date): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const rows = await tx.query<ScriptRow>(
      `
      SELECT id, script, "subjectType", "subjectId" FROM run WHERE "carrierId" = $1 AND "endedAt" IS NULL AND script IS NOT NULL FOR UPDATE`,
      [carrierId],
    );
    for (const { id, script, subjectType, subjectId } of rows) {
      const due = script.events.filter(({ at }) => at <= now.toISOString());
      const events = script.events.filter(({ at }) => at > now.toISOString());
      await tx.query('UPDATE run SET script = $2::jsonb WHERE id = $1', [
        id,
        JSON.stringify({ ...script, events, legs: script.legs + 1 }),
      ]);
      if (script.legs >= mostLegs || now.getTime() - Date.parse(script.startedAt) > longest)
        await cancelRuns(tx, [id], { now, reason: 'test-limit' });
      const accepted = await acceptEvents(
        tx,
        { actor: systemActor, cause: [], now },
        due.map(({ at, type, properties }, n) => ({
          id: `test:${id}:${script.legs}:${n}`,
          type,
          properties,
          at,
          recordType: subjectType,
          recordId: subjectId,
        })),
      );
      const ids = accepted.flatMap((item) => (item.kind === 'accepted' ? [item.eventId] : []));
      await wakeByEvents(tx, ids, { now, versions: deps.versions });
    }
  });
}
