import { z } from 'zod';
import { meta, valueSchema, variableNameSchema } from '../definition/words.ts';
import { defineStep } from './define-step.ts';
import { sentence } from './sentence.ts';
import { literals } from './set-literals.ts';

const config = z.strictObject({ set: z.record(variableNameSchema, valueSchema).meta(meta('values', 'Variables')) });

/** Remembers values for later steps. */
export const setVariables = defineStep<z.infer<typeof config>>({
  type: 'set-variables',
  version: 1,
  title: 'Set variables',
  group: 'flow',
  icon: 'variable',
  effect: false,
  config,
  help: 'Gives variables of the run new values. Rules and texts read them as vars.name.',
  outlets: () => [{ id: 'done', label: 'Done' }],
  waits: () => false,
  sentence: ({ set }) => sentence('set-variables', 'Set {names}', { names: Object.keys(set).join(', ') }),
  check: ({ set }, { hasVariable }) =>
    Object.keys(set)
      .filter((name) => !hasVariable(name))
      .map((name) => ({
        severity: 'error',
        code: 'unknown-variable',
        path: `/set/${name}`,
        message: `There is no variable "${name}". Declare it in "variables".`,
        params: { key: name },
      })),
  *execute({ set }) {
    const vars = yield* literals(set);
    return { kind: 'outlet', outlet: 'done', vars, detail: { vars } };
  },
});
