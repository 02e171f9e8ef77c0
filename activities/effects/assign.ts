import { readPeople } from '../../crm/approvals/people.ts';
import { chooseInPool } from '../../crm/assignment/choose-in-pool.ts';
import { type NotedAssignment, noteAssignments } from '../../crm/assignment/note-assignments.ts';
import { alertOf } from '../../crm/assignment/queues.ts';
import { resolveUsers } from '../../crm/people/resolve-users.ts';
import { isGroupRef } from '../../domain/approvals/members.ts';
import type { Assignment } from '../../domain/assignment/choose.ts';
import { type AssignAnswer, holdsQueue, poolOf, reasonOf, toldAs } from '../../domain/assignment/request.ts';
import { groupBy } from '../../domain/group-by.ts';
import type { Answer } from '../../domain/run/state.ts';
import type { RecordKey } from '../../domain/steps/effect.ts';
import { findRecords } from '../leg/find-records.ts';
import { type EffectCall, type EffectHandler, failure, type LegContext, value } from '../leg/leg-run.ts';
import { presentOf } from './users.ts';

type AssignCall = EffectCall<'assign'>;
type Asked = {
  readonly call: AssignCall;
  readonly record: RecordKey;
  readonly people: readonly string[];
  readonly preferred: string | null;
  /** Who was named and is away. */
  readonly insteadOf?: string;
};

/** Chooses who takes records: pool by pool in one order everywhere, each under its lock. The step writes it to the record. */
export const assignRecords: EffectHandler<'assign'> = async (calls, context) => {
  const answers = new Map<AssignCall, Answer>();
  const asked = await askedOf(calls, context);
  const pools = [...groupBy(asked, poolKey)].sort(([a], [b]) => (a < b ? -1 : 1));
  const noted: NotedAssignment[] = [];
  for (const [key, group] of pools) {
    const chosen = await choose(key, group, context);
    for (const [n, item] of group.entries()) {
      if (!chosen[n]) continue;
      const assignment = toldAs(chosen[n], item.call.effect.request, item.insteadOf);
      noted.push(noteOf(item, assignment));
      answers.set(item.call, value(await answerOf(item, assignment, context)));
    }
  }
  await noteAssignments(context.tx, noted, context.now);
  return calls.map((call) => answers.get(call) ?? failure('no-record', 'The reference means no record here.'));
};

/** Each kind of record has turns of its own. People who are named one by one share those of their step and rule, in every version. */
function poolKey({ call: { run, keyed, effect }, record }: Asked): string {
  const { pool, rule } = effect.request;
  return poolOf(record.type, pool, `${run.row.workflowKey}/${keyed.stepId}/${rule ?? 0}`);
}

async function askedOf(calls: readonly AssignCall[], context: LegContext): Promise<Asked[]> {
  const { tx, cache, now } = context;
  const meant = await resolveUsers(
    tx,
    calls.map(({ run, effect }) => ({ refs: effect.request.pool, record: cache.record(run.row.data.subject) })),
  );
  const standIn = calls.some(({ effect }) => effect.request.named) ? (await readPeople(tx, now)).standIn : () => null;
  const asked: Asked[] = [];
  for (const [n, call] of calls.entries()) {
    const [record] = await findRecords(call, context, call.effect.request.on);
    if (!record) continue;
    const preferred = call.effect.request.sameAccount ? await ownerOfAccount(record, context) : null;
    asked.push({ call, record, preferred, ...peopleFor(call.effect.request, meant[n] ?? [], standIn) });
  }
  return asked;
}

/** Who is chosen among: who stands in for whom is named and away, the present members of a group that is named as one. */
function peopleFor(
  { named, pool }: AssignCall['effect']['request'],
  users: readonly string[],
  standIn: (userId: string) => string | null,
): Pick<Asked, 'people' | 'insteadOf'> {
  if (!named) return { people: users };
  if (pool.some(isGroupRef)) return { people: presentOf(users, standIn) };
  const [person] = users;
  const instead = person === undefined ? null : standIn(person);
  if (person === undefined || instead === null || instead === person) return { people: users };
  return { people: [instead], insteadOf: person };
}

async function ownerOfAccount(record: RecordKey, { cache }: LegContext): Promise<string | null> {
  await cache.load([record]);
  const accountId = cache.record(record)?.accountId;
  if (typeof accountId !== 'string') return null;
  const account = { type: 'account', id: accountId } as const;
  await cache.load([account]);
  const owner = cache.record(account)?.ownerId;
  return typeof owner === 'string' ? owner : null;
}

async function choose(key: string, group: readonly Asked[], { tx, now, deps }: LegContext): Promise<Assignment[]> {
  const [first] = group;
  if (!first) return [];
  return chooseInPool(tx, key, {
    recordType: first.record.type,
    now,
    company: deps.settings,
    choices: group.map(({ call: { effect }, people, preferred }) => {
      const { strategy, skills, territory, onShiftOnly, named } = effect.request;
      return { wanted: { strategy, skills, territory, onShiftOnly, preferred }, among: people, evenAbsent: named };
    }),
  });
}

function noteOf({ call, record }: Asked, assignment: Assignment): NotedAssignment {
  const { userId, by } = assignment;
  return {
    record,
    userId,
    queue: userId === null && holdsQueue(record.type) ? call.effect.request.queue : null,
    by,
    reason: reasonOf(assignment, call.effect.request),
    runId: call.run.row.data.id,
    stepId: call.keyed.stepId,
  };
}

async function answerOf({ call, record }: Asked, assignment: Assignment, { tx }: LegContext): Promise<AssignAnswer> {
  const alert = assignment.userId === null ? await alertOf(tx, call.effect.request.queue) : [];
  return { ...assignment, record, alert };
}
