import { resolveUsers } from '../../crm/people/resolve-users.ts';
import { type EffectHandler, value } from '../leg/leg-run.ts';

/** Users of references, for all calls together. */
export const findUsers: EffectHandler<'users'> = async (calls, { tx, cache }) => {
  const results = await resolveUsers(
    tx,
    calls.map(({ run, effect }) => ({ refs: effect.refs, record: cache.record(run.row.data.subject) })),
  );
  return results.map((users) => value({ users }));
};
