import type { Issue } from '../errors.ts';
import type { UserRef } from './effect.ts';
import type { CheckScope } from './step-type.ts';
import { usersText } from './user-text.ts';

/**
 * Warnings about references that mean nobody now: a role, team or queue without active members, a team without a lead, a user who has
 * left. `path` is a JSON pointer to the list inside the config.
 */
export function checkPeople(
  refs: readonly UserRef[],
  path: string,
  { meant }: Pick<CheckScope, 'meant'>,
): readonly Issue[] {
  return refs.flatMap((ref, index): Issue[] => {
    if (meant(ref)?.length !== 0) return [];
    const who = usersText(ref);
    return [
      {
        severity: 'warning',
        code: 'nobody-to-ask',
        path: `${path}/${index}`,
        message: `Nobody is there to ask: ${who} means no active user now. Give it one, or name somebody else; a run would stop here with an incident.`,
        params: { who },
      },
    ];
  });
}
