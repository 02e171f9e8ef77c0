import { readPeople } from '../../crm/approvals/people.ts';
import { chooseInPool } from '../../crm/assignment/choose-in-pool.ts';
import { alertOf } from '../../crm/assignment/queues.ts';
import { resolveUsers } from '../../crm/people/resolve-users.ts';
import { isGroupRef } from '../../domain/approvals/members.ts';
import { type Assignment, leastBusy } from '../../domain/assignment/choose.ts';
import { poolOf } from '../../domain/assignment/request.ts';
import { groupBy } from '../../domain/group-by.ts';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import { type EffectCall, type EffectHandler, type LegContext, value } from '../leg/leg-run.ts';

type UsersCall = EffectCall<'users'>;
type StandIn = (userId: string) => string | null;

/** Users of references, for all calls together. */
export const findUsers: EffectHandler<'users'> = async (calls, context) => {
  const { tx, cache, now } = context;
  const results = await resolveUsers(
    tx,
    calls.map(({ run, effect }) => ({ refs: effect.refs, record: cache.record(run.row.data.subject) })),
  );
  const asksWhoIsThere = calls.some((call) => call.effect.present || isOneOfGroup(call));
  const standIn = asksWhoIsThere ? (await readPeople(tx, now)).standIn : () => null;
  const isForOthers = (index: number) => calls[index]?.effect.otherwise !== undefined && results[index]?.length === 0;
  const administrators = calls.some((_, index) => isForOthers(index)) ? await alertOf(tx, null) : [];
  const chosen = await chooseOnes(calls, { results, standIn }, context);
  return calls.map((call, index) => {
    if (isForOthers(index)) return value({ users: administrators, instead: 'administrators' });
    const one = chosen.get(call);
    if (one !== undefined) return value({ users: one.userId === null ? [] : [one.userId], chosen: one });
    const users = results[index] ?? [];
    return value({ users: call.effect.present ? presentOf(users, standIn) : users });
  });
};

/** Those who are there, else who stands in for them; they themselves where nobody does. */
export function presentOf(users: readonly string[], standIn: StandIn): readonly string[] {
  const there = users.filter((user) => standIn(user) === user);
  return there.length > 0 ? there : [...new Set(users.map((user) => standIn(user) ?? user))];
}

const isOneOfGroup = ({ effect: { one, refs } }: UsersCall): boolean => one !== undefined && refs.every(isGroupRef);

type Found = { readonly results: readonly (readonly string[])[]; readonly standIn: StandIn };
type Group = { readonly call: UsersCall; readonly type: RecordTypeKey; readonly among: readonly string[] };

/** Of groups that are meant as one user, who it is: pool by pool in one order everywhere, each under its lock. */
async function chooseOnes(
  calls: readonly UsersCall[],
  { results, standIn }: Found,
  { tx, now, deps }: LegContext,
): Promise<ReadonlyMap<UsersCall, Assignment>> {
  const chosen = new Map<UsersCall, Assignment>();
  const asked = calls.flatMap((call, index): Group[] => {
    const among = isOneOfGroup(call) ? presentOf(results[index] ?? [], standIn) : [];
    return call.effect.one === undefined || among.length === 0 ? [] : [{ call, type: call.effect.one, among }];
  });
  const pools = groupBy(asked, ({ call, type }) => poolOf(type, call.effect.refs, ''));
  for (const [key, group] of [...pools].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [first] = group;
    if (!first) continue;
    const choices = group.map(({ among }) => ({ wanted: leastBusy, among, evenAbsent: true, evenFull: true }));
    const made = await chooseInPool(tx, key, { recordType: first.type, now, company: deps.settings, choices });
    group.forEach(({ call }, n) => {
      if (made[n]) chosen.set(call, made[n]);
    });
  }
  return chosen;
}
