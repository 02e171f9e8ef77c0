import { groupBy } from '../../domain/group-by.ts';
import { cancelClock, reopenClock, startClock } from '../../domain/sla/clock.ts';
import { beginsAgain } from '../../domain/sla/policy.ts';
import { systemActor } from '../actor.ts';
import { type AuditedAction, auditActions } from '../audit/record-action.ts';
import type { Tx } from '../database.ts';
import { newId } from '../ids.ts';
import type { CompanyTime } from '../settings/company-settings.ts';
import { auditOf, type Looked } from './apply-looks.ts';
import { type ClockRow, lockClocks, saveClocks } from './clock-row.ts';
import { type Judged, judgePolicies, type RecordMoment } from './judge-policies.ts';
import { calendarOfPolicy, type LookByPolicy, lookByPolicy, marksOfPolicy } from './look-by-policy.ts';
import { listPolicies } from './policies.ts';
import { tellNews } from './tell-news.ts';

type Following = { readonly company: Pick<CompanyTime, 'calendars' | 'calendar'>; readonly now: Date };

/** Clocks of one record while its changes are followed. */
type Record_ = { rows: ClockRow[]; readonly looked: Looked[]; readonly audit: AuditedAction[] };

/**
 * Moves the clocks of records by their changes, in the transaction that dispatches them: a change counts from when it happened. Changes
 * of one record come in their order.
 */
export async function followClocks(tx: Tx, eventIds: readonly string[], { company, now }: Following): Promise<void> {
  const policies = await listPolicies(tx, { active: true });
  const types = [...new Set(policies.map(({ recordType }) => recordType))];
  const moments = await tx.query<RecordMoment>(
    `SELECT "recordType", "recordId", seq, at, CASE WHEN type = 'record.deleted' THEN NULL ELSE record END AS record
     FROM event e WHERE id = ANY($1::uuid[]) AND type IN ('record.created', 'record.updated', 'record.deleted')
       AND ("recordType" = ANY($2::text[]) OR EXISTS (SELECT 1 FROM sla_clock c WHERE c."recordId" = e."recordId" AND c."policyKey" IS NOT NULL AND c."endedAt" IS NULL))
     ORDER BY seq`,
    [eventIds, types],
  );
  if (moments.length === 0) return;
  const judged = await judgePolicies(tx, moments, policies);
  const rows = await lockClocks(tx, 'c."recordId" = ANY($1::uuid[]) AND c."policyKey" IS NOT NULL', [
    moments.map(({ recordId }) => recordId),
  ]);
  const byRecord = groupBy(
    moments.map((moment, n) => ({ moment, judged: judged[n] ?? null })),
    ({ moment }) => moment.recordId,
  );
  const followed = [...byRecord].map(([id, steps]) => {
    const record: Record_ = { rows: rows.filter(({ recordId }) => recordId === id), looked: [], audit: [] };
    for (const step of steps) follow(record, step, company);
    return record;
  });
  await saveClocks(
    tx,
    followed.flatMap((record) => record.rows),
  );
  await auditActions(
    tx,
    followed.flatMap(({ audit }) => audit),
  );
  await tellNews(
    tx,
    followed.flatMap(({ looked }) => looked),
    now,
  );
}

type Step = { readonly moment: RecordMoment; readonly judged: Judged | null };

function follow(record: Record_, { moment, judged }: Step, company: Following['company']): void {
  const open = record.rows.filter(({ kept, seenSeq }) => kept.clock.endedAt === null && seenSeq < moment.seq);
  for (const row of open) {
    const found = judged?.clocks.find(
      ({ clock }) => clock.id === row.clockKey || (clock.kind === row.kind && clock.kind !== 'custom'),
    );
    const after =
      judged && found ? look(record, row, { moment, judged, found, company }) : cancel(record, row, moment, company);
    put(record, { ...after, seenSeq: moment.seq });
  }
  for (const found of judged?.clocks ?? []) {
    const before = record.rows.filter(({ clockKey }) => clockKey === found.clock.id);
    const isOpen = before.some(({ kept }) => kept.clock.endedAt === null);
    if (!judged || isOpen || !found.starts || found.stops) continue;
    const given = { moment, judged, found, company };
    const ended = beginsAgain(found.clock.kind) ? undefined : lastEnded(before);
    if (ended && ended.seenSeq >= moment.seq) continue;
    const going = ended ? reopen(ended, moment, found.paused) : begin(given);
    if (!going) continue;
    const what = ended ? 'reopened' : 'started';
    record.audit.push(auditOf(going, { what, at: moment.at.getTime() }, systemActor));
    put(record, look(record, going, given));
  }
}

/** The clock of a record that ended last. */
const lastEnded = (rows: readonly ClockRow[]) =>
  rows.toSorted((a, b) => (a.kept.clock.endedAt ?? 0) - (b.kept.clock.endedAt ?? 0)).at(-1);

function reopen(row: ClockRow, { at, seq }: RecordMoment, paused: boolean): ClockRow {
  const clock = reopenClock(row.kept.clock, { at: at.getTime(), paused });
  return { ...row, kept: { ...row.kept, clock }, seenSeq: seq };
}

function look(record: Record_, row: ClockRow, given: LookByPolicy): ClockRow {
  const looked = lookByPolicy(row, given, systemActor);
  if (!looked) return row;
  record.looked.push(looked);
  record.audit.push(...looked.audit);
  return looked.row;
}

function begin(given: LookByPolicy & { readonly moment: RecordMoment }): ClockRow | null {
  const { moment, judged, found } = given;
  const calendar = calendarOfPolicy(given);
  if (!calendar) return null;
  const startedAt = moment.at.getTime();
  const { target, marks } = marksOfPolicy(found.clock, { row: found.row, startedAt, calendar });
  if (target === null) return null;
  return {
    id: newId(),
    recordType: moment.recordType,
    recordId: moment.recordId,
    policyKey: judged.policy.key,
    clockKey: found.clock.id,
    runId: null,
    stepId: null,
    visit: null,
    kind: found.clock.kind,
    name: found.clock.name ?? found.clock.id,
    calendar: calendar.key,
    kept: { clock: startClock({ at: startedAt, paused: found.paused, target }), passed: [] },
    targetRow: found.row,
    marks,
    breachedAt: null,
    nextAt: null,
    dueAt: null,
    seenSeq: moment.seq,
  };
}

function cancel(record: Record_, row: ClockRow, { at }: RecordMoment, company: Following['company']): ClockRow {
  const calendar = company.calendars()[row.calendar];
  if (!calendar) return row;
  const clock = cancelClock(row.kept.clock, at.getTime(), calendar);
  const after = { ...row, kept: { ...row.kept, clock }, nextAt: null, dueAt: null };
  record.audit.push(auditOf(after, { what: 'cancelled', at: at.getTime() }, systemActor));
  return after;
}

function put(record: Record_, row: ClockRow): void {
  record.rows = [...record.rows.filter(({ id }) => id !== row.id), row];
}
