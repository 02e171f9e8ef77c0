import { readPeople } from '../../crm/approvals/people.ts';
import { alertOf } from '../../crm/assignment/queues.ts';
import { resolveUsers } from '../../crm/people/resolve-users.ts';
import { type EffectHandler, value } from '../leg/leg-run.ts';

/** Users of references, for all calls together. */
export const findUsers: EffectHandler<'users'> = async (calls, { tx, cache, now }) => {
  const results = await resolveUsers(
    tx,
    calls.map(({ run, effect }) => ({ refs: effect.refs, record: cache.record(run.row.data.subject) })),
  );
  const asksWhoIsThere = calls.some(({ effect }) => effect.present);
  const standIn = asksWhoIsThere ? (await readPeople(tx, now)).standIn : () => null;
  const isForOthers = (index: number) => calls[index]?.effect.otherwise !== undefined && results[index]?.length === 0;
  const administrators = calls.some((_, index) => isForOthers(index)) ? await alertOf(tx, null) : [];
  return calls.map(({ effect }, index) => {
    if (isForOthers(index)) return value({ users: administrators, instead: 'administrators' });
    const users = results[index] ?? [];
    return value({ users: effect.present ? presentOf(users, standIn) : users });
  });
};

/** Those who are there, else who stands in for them; they themselves where nobody does. */
function presentOf(users: readonly string[], standIn: (userId: string) => string | null): readonly string[] {
  const there = users.filter((user) => standIn(user) === user);
  return there.length > 0 ? there : [...new Set(users.map((user) => standIn(user) ?? user))];
}
