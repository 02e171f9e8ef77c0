import type { z } from 'zod';
import { idSchema } from '../definition/words.ts';
import { refuse } from './message-settings.ts';

/** Id of a branch, which is the name of its outlet. */
export const branchIdSchema = idSchema.meta({ title: 'Id' });

/** Refuses branches of one id, and ids that are outlets of the step itself. */
export function uniqueBranches(reserved: readonly string[]) {
  return ({ branches }: { branches: readonly (string | { id: string })[] }, context: z.RefinementCtx): void => {
    const ids = branches.map((branch) => (typeof branch === 'string' ? branch : branch.id));
    ids.forEach((id, index) => {
      if (ids.indexOf(id) < index)
        refuse(context, 'duplicate-id', ['branches', index], `the branch "${id}" is there twice`);
      if (reserved.includes(id))
        refuse(
          context,
          'reserved-id',
          ['branches', index],
          `"${id}" is an outlet of its own; name the branch otherwise`,
        );
    });
  };
}
