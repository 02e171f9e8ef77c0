import { z } from 'zod';
import { word } from '../definition/words.ts';
import type { Issue } from '../errors.ts';
import type { Pipeline } from '../records/pipelines.ts';
import { defineStep } from './define-step.ts';
import { ask } from './effect.ts';
import { sentence } from './sentence.ts';
import { onOf, writesOf } from './set-literals.ts';

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

/** A deal takes any text for its stage, but only a known one says how probable it is and whether it is closed. */
function unknownPlace({ stage, pipeline }: z.infer<typeof config>, pipelines: readonly Pipeline[]): readonly Issue[] {
  const meant = pipelines.filter(({ key }) => pipeline === undefined || key === pipeline);
  const listed = (keys: readonly string[]) => [...new Set(keys)].join(', ');
  if (meant.length === 0) {
    const message = `There is no pipeline "${pipeline}"; there are ${listed(pipelines.map(({ key }) => key))}.`;
    return [
      { severity: 'warning', code: 'unknown-pipeline', path: '/pipeline', message, params: { key: pipeline ?? '' } },
    ];
  }
  const stages = meant.flatMap((item) => item.stages.map(({ key }) => key));
  if (stages.includes(stage)) return [];
  const message = `There is no stage "${stage}"; there are ${listed(stages)}. The deal would keep its probability and outcome.`;
  return [{ severity: 'warning', code: 'unknown-stage', path: '/stage', message, params: { key: stage } }];
}
