import { hasErrors } from '../../../domain/definition/validate.ts';
import { isEnded } from '../../../domain/run/state.ts';
import { outcomeUnknown } from '../../../domain/sending/outcome-unknown.ts';
import { issuesOf, told } from '../definition/definitions.ts';
import { children } from './random-acts.ts';
import { randomCase } from './random-workflow.ts';
import { pathOf, simulateWith } from './simulate-with.ts';

const seeds = Array.from({ length: 200 }, (_, n) => n + 1);

test('200 random workflows have no errors, run to their end or stop where they are told to, and do so again', async () => {
  const used = new Set<string>();
  for (const seed of seeds) {
    const { definition, ...scenario } = randomCase(seed);
    const issues = issuesOf(definition, { workflows: new Set(Object.values(children)) });
    if (hasErrors(issues)) throw new Error(`seed ${seed}: ${told(issues).join(', ')}`);
    const result = await simulateWith(definition, scenario);
    if (!isEnded(result.end.state) && result.end.error?.code !== outcomeUnknown)
      throw new Error(`seed ${seed}: ${JSON.stringify(result.end)} after ${pathOf(result).join(' ')}`);
    expect(await simulateWith(definition, scenario)).toEqual(result);
    for (const { type } of result.path) used.add(type);
  }
  expect([...used].sort()).toEqual([
    'add-note',
    'add-tag',
    'adjust-score',
    'change-stage',
    'condition',
    'convert-lead',
    'create-interaction',
    'create-meeting',
    'create-record',
    'create-task',
    'emit-event',
    'end',
    'fail',
    'join',
    'notify-user',
    'parallel',
    'remove-tag',
    'repeat',
    'send-email',
    'send-sms',
    'send-webhook',
    'set-variables',
    'split',
    'start-workflow',
    'switch',
    'update-record',
    'wait',
    'wait-for',
  ]);
});
