import { AppError } from '../../domain/errors.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import { type RecordTypeKey, recordTypes } from '../../domain/records/record-types.ts';
import { isUuid } from '../../domain/records/uuid.ts';
import type { Database } from '../database.ts';
import { newId } from '../ids.ts';
import { createRecordCache } from '../lookup/record-cache.ts';
import { countRecords, listRecordIds, type RecordChoice } from '../records/count-records.ts';
import { reachCondition } from '../records/rights.ts';
import { type EnrollResult, enroll } from './enroll.ts';
import { requestByHand, type Starting, startableVersion } from './start-by-hand.ts';

/** Which records: named ones, or all that a condition holds for. */
export type Audience = { readonly ids: readonly string[] } | { readonly where: Json };

export type EnrolledMany = {
  readonly count: number;
  readonly enrolled: number;
  /** Matches that wait for the end of a run or of a pause. */
  readonly later: number;
  /** Records that were not admitted, by reason; `duplicate`: enrolled by this very call before. */
  readonly refused: Readonly<Record<string, number>>;
};

export type ManyEnrollments = {
  readonly key: string;
  readonly audience: Audience;
  readonly cause?: string | undefined;
  /** The trigger that admits them; the manual one when absent. */
  readonly triggerId?: string | undefined;
  /** What came, for a trigger that admits them by itself; absent when somebody asks for it. */
  readonly event?: JsonObject | undefined;
};

/** Admissions of one transaction; their runs share a carrier. */
const chunk = 500;

/** How many records an audience means, within the actor's reach. */
export async function countAudience(
  db: Database,
  key: string,
  audience: Audience,
  starting: Starting,
): Promise<number> {
  const { version } = await startableVersion(db, starting.versions, { key });
  const choice = choiceOf(version.definition.subject, starting);
  if ('where' in audience) return countRecords(db, { ...choice, where: audience.where });
  return (await withinReach(db, audience.ids, choice)).length;
}

/**
 * Admits many records by the workflow's enrollment rules, 500 a transaction. The same `cause` admits a record once: a call
 * that broke off is repeated with it and goes on where it ended. Call `notifyCarriers` afterwards.
 * @throws AppError workflow-not-active, invalid-rule
 */
export async function enrollMany(
  db: Database,
  { key, audience, cause = newId(), triggerId, event }: ManyEnrollments,
  starting: Starting,
): Promise<EnrolledMany> {
  const { version } = await startableVersion(db, starting.versions, { key, triggerId });
  const choice = choiceOf(version.definition.subject, starting);
  const total = { count: 0, enrolled: 0, later: 0, refused: {} as Record<string, number> };
  for await (const ids of chunksOf(db, audience, choice)) {
    const results = await db.transaction(async (tx) => {
      const { version: live, paused } = await startableVersion(tx, starting.versions, { key, triggerId });
      const given = { paused, actor: starting.actor, cause, triggerId, event };
      const requests = ids.map((id) => requestByHand(live, { type: choice.type, id }, given));
      const { now, company } = starting;
      return enroll(tx, requests, { cache: createRecordCache(tx), now, company, queue: 'bulk' });
    });
    total.count += ids.length;
    for (const result of results) {
      if (result.kind === 'started') total.enrolled += 1;
      else if (result.kind === 'queued' || result.kind === 'held') total.later += 1;
      else total.refused[reasonOf(result)] = (total.refused[reasonOf(result)] ?? 0) + 1;
    }
  }
  return total;
}

const reasonOf = (result: EnrollResult) => (result.kind === 'refused' ? result.reason : result.kind);

type Choice = Omit<RecordChoice, 'where'>;

function choiceOf(type: RecordTypeKey, { actor, now }: Starting): Choice {
  return { type, actor, now };
}

async function* chunksOf(db: Database, audience: Audience, choice: Choice): AsyncGenerator<readonly string[]> {
  if ('ids' in audience) {
    const ids = await withinReach(db, audience.ids, choice);
    for (let from = 0; from < ids.length; from += chunk) yield ids.slice(from, from + chunk);
    return;
  }
  for (let after: string | undefined; ; ) {
    const ids = await listRecordIds(db, { ...choice, where: audience.where }, { after, limit: chunk });
    if (ids.length > 0) yield ids;
    after = ids.at(-1);
    if (ids.length < chunk) return;
  }
}

/** The named records, each once. @throws AppError record-not-found naming one that is missing or out of reach */
async function withinReach(db: Database, given: readonly string[], { actor, type }: Choice): Promise<string[]> {
  const ids = [...new Set(given)];
  const reach = reachCondition({ actor, action: 'read', type, first: 2 });
  const rows =
    reach === null
      ? []
      : await db.query<{ id: string }>(
          `SELECT id FROM "${recordTypes[type].table}" WHERE id = ANY($1::uuid[]) AND ${reach.sql}`,
          [ids.filter(isUuid), ...reach.params],
        );
  const found = new Set(rows.map(({ id }) => id));
  const missing = ids.find((id) => !found.has(id));
  if (missing !== undefined)
    throw new AppError('record-not-found', { detail: `There is no ${type} with the id ${missing}.` });
  return ids;
}
