import { z } from 'zod';
import { word } from '../definition/words.ts';
import { defineStep } from './define-step.ts';
import { ask } from './effect.ts';
import { sentence } from './sentence.ts';
import { onOf, writesOf } from './set-literals.ts';
import { unknownPlace } from './stage-place.ts';

const config = z.strictObject({
  stage: word.stage('Stage'),
  pipeline: word.plain('Pipeline', 'Unchanged when empty').optional(),
  on: word.record('Deal', 'The record itself when empty').optional(),
});

/** Moves a deal to a stage of its pipeline. */
export const changeStage = defineStep<z.infer<typeof config>>({
  type: 'change-stage',
  version: 1,
  title: 'Change stage',
  group: 'records',
  icon: 'arrow-right-circle',
  effect: true,
  config,
  help: 'Moves a deal to another stage, and to another pipeline when one is named.',
  outlets: () => [{ id: 'done', label: 'Moved' }],
  waits: () => false,
  sentence: ({ stage }) => sentence('change-stage', 'Move to stage {stage}', { stage }),
  writes: ({ stage, pipeline, on }) =>
    writesOf('deal', { stage, ...(pipeline === undefined ? {} : { pipeline }) }, onOf(on)),
  check: (settings, { typeOf, pipelines }) => {
    const type = typeOf(settings.on ?? 'subject');
    if (type === 'deal' || type === null) return pipelines ? unknownPlace(settings, pipelines) : [];
    const message = `Only deals have stages, and this is a ${type}. Name the deal in "on", such as {"related": "deal"}.`;
    return [{ severity: 'error', code: 'wrong-record-type', path: '/on', message }];
  },
  *execute({ stage, pipeline, on }) {
    const set = { stage, ...(pipeline === undefined ? {} : { pipeline }) };
    const { changed, record } = yield* ask({ kind: 'write', on: on ?? 'subject', change: { set } });
    return { kind: 'outlet', outlet: 'done', detail: { record: { ...record }, set, changed } };
  },
});
