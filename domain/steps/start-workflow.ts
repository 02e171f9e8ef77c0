import { z } from 'zod';
import type { Definition } from '../definition/schema.ts';
import { meta, recordRefSchema, word } from '../definition/words.ts';
import type { Issue } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { jsonPointer } from '../json-pointer.ts';
import { defineStep } from './define-step.ts';
import {
  ask,
  type Effect,
  type EffectAnswers,
  type RecordKey,
  type Settled,
  StepFailure,
  type Wait,
} from './effect.ts';
import { sentence } from './sentence.ts';
import { literals } from './set-literals.ts';
import type { CheckScope, StepEnd, StepRun } from './step-type.ts';

const related = z.strictObject({ related: z.string().min(1), where: word.rule('Records').optional() });
const config = z.strictObject({
  workflow: word.workflow('Workflow'),
  subjects: z
    .union([recordRefSchema, related], { error: 'subjects are a record, or {"related": name, "where": rule}' })
    .meta(meta('records', 'For', 'The record itself when empty'))
    .optional(),
  input: word.values('Input', 'Variables of the started runs').optional(),
  wait: word.choice('Wait for its runs', ['none', 'all', 'any']).optional(),
});
type Config = z.infer<typeof config>;

/** Starts runs of another workflow and, when asked, waits for them. */
export const startWorkflow = defineStep<Config>({
  type: 'start-workflow',
  version: 1,
  title: 'Start workflow',
  group: 'flow',
  icon: 'player-play',
  effect: true,
  config,
  help: 'Starts another workflow for this record or related ones. It can wait until they end; a failed one leaves by “Error”.',
  outlets: () => [{ id: 'done', label: 'Done' }],
  waits: (settings) => settings.wait === 'all' || settings.wait === 'any',
  sentence: ({ workflow }) => sentence('start-workflow', 'Start {workflow}', { workflow }),
  writes: ({ workflow }) => [{ field: `run:${workflow}` }],
  check: (settings, scope) => {
    const version = scope.versionOf(settings.workflow);
    if (version === null) return [notPublished(settings.workflow)];
    return version === undefined ? [] : misfits(settings, version, scope);
  },
  *execute(settings, step) {
    const subjects = yield* subjectsOf(settings, step);
    const input: JsonObject = settings.input === undefined ? {} : yield* literals(settings.input);
    if (subjects.length === 0)
      return { kind: 'outlet', outlet: 'done', result: { started: [] }, detail: { started: 0 } };
    const { started } = yield* ask({ kind: 'start', workflow: settings.workflow, subjects, input });
    const result: JsonObject = { started: started.map((item) => ({ ...item })) };
    const ids = started.flatMap(({ runId }) => runId ?? []);
    const enrollments = started.flatMap(({ enrollmentId }) => enrollmentId ?? []);
    const mode = settings.wait ?? 'none';
    if (mode === 'none' || ids.length + enrollments.length === 0)
      return { kind: 'outlet', outlet: 'done', result, detail: result };
    return yield* awaited({ ids, ...(enrollments.length === 0 ? {} : { enrollments }), mode }, started);
  },
});

function* subjectsOf(
  { subjects = 'subject' }: Config,
  step: StepRun,
): Generator<Effect, readonly RecordKey[], unknown> {
  if (subjects === 'subject') return [step.subject];
  if (!hasWhere(subjects)) return (yield* ask({ kind: 'records', ref: subjects })).records;
  const { where, ...ref } = subjects;
  return (yield* ask({ kind: 'records', ref, ...(where === undefined ? {} : { where }) })).records;
}

type Started = EffectAnswers['start']['started'];

/** @throws StepFailure child-failed when a run that was waited for failed */
function* awaited(runs: NonNullable<Wait['runs']>, started: Started): Generator<Effect, StepEnd, unknown> {
  const answer = yield* ask({ kind: 'wait', wait: { kind: 'runs', runs } });
  const { enrollments = {}, states = {} } = answer.by === 'runs' ? answer : {};
  const result: JsonObject = { started: started.map((item) => settled(item, enrollments)), states };
  const failed = Object.entries(states)
    .filter(([, state]) => state === 'failed')
    .map(([id]) => id);
  if (failed.length > 0) throw new StepFailure('child-failed', `The run ${failed[0]} of the started workflow failed.`);
  return { kind: 'outlet', outlet: 'done', result, detail: result };
}

/** What was started, with what became of its enrollment since. */
function settled(item: Started[number], enrollments: Readonly<Record<string, Settled>>): JsonObject {
  const since = enrollments[item.enrollmentId ?? ''];
  return since === undefined ? { ...item } : { recordId: item.recordId, ...since };
}

function notPublished(key: string): Issue {
  const message = `The workflow "${key}" is not published, so nothing is started until it is.`;
  return { severity: 'warning', code: 'workflow-not-published', path: '/workflow', message, params: { key } };
}

/** What the started workflow is not made for: it is for another type of record, or has no variable for a value. */
function misfits(
  { workflow: key, subjects, input = {} }: Config,
  { subject, variables = [] }: Definition,
  { typeOf }: CheckScope,
): readonly Issue[] {
  const type = typeOf(subjects !== undefined && hasWhere(subjects) ? { related: subjects.related } : subjects);
  const message = `The workflow "${key}" runs for a ${subject}, and this starts it for a ${type}. Name its record in "subjects", such as {"related": "${subject}"}.`;
  const wrong: readonly Issue[] =
    type === null || type === subject
      ? []
      : [{ severity: 'error', code: 'wrong-subject', path: '/subjects', message, params: { key } }];
  const unread = Object.keys(input).filter((name) => !variables.some((variable) => variable.name === name));
  return [
    ...wrong,
    ...unread.map(
      (name): Issue => ({
        severity: 'warning',
        code: 'unknown-variable',
        path: `/input${jsonPointer([name])}`,
        message: `The workflow "${key}" declares no variable "${name}", so the value is lost. Declare it there, or leave it out.`,
        params: { key: name },
      }),
    ),
  ];
}

function hasWhere(subjects: NonNullable<Config['subjects']>): subjects is z.infer<typeof related> {
  return typeof subjects === 'object' && 'where' in subjects;
}
