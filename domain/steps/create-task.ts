import { z } from 'zod';
import type { Assignment } from '../assignment/choose.ts';
import { idSchema, meta, sourceOf, type Text, textValue, word } from '../definition/words.ts';
import type { Json, JsonObject } from '../json.ts';
import { durationText } from '../time/describe-duration.ts';
import { defineStep } from './define-step.ts';
import { ask, type Effect, type RecordKey } from './effect.ts';
import { refuse } from './message-settings.ts';
import { assignmentDetail, oneUser } from './one-user.ts';
import { recordOf } from './record-target.ts';
import { sentence, shortened } from './sentence.ts';
import { madeRecords } from './step-result.ts';
import type { Outlet, StepEnd, StepRun } from './step-type.ts';
import { ungiven, useCreateRecord } from './ungiven.ts';
import { untilTimeout } from './until-timeout.ts';

const config = z
  .strictObject({
    title: word.header('Title'),
    description: word.text('Description').optional(),
    assignee: word.user('Assignee').optional(),
    due: word.duration('Due', 'Counted from now').optional(),
    priority: word.choice('Priority', ['low', 'normal', 'high']).optional(),
    queue: word.queue('Queue', 'Whose members take it, where nobody is named').optional(),
    checklist: z.array(word.header('Item')).min(1).max(50).meta(meta('list', 'Checklist')).optional(),
    on: word.record('About').optional(),
    outcomes: z
      .array(idSchema)
      .min(1)
      .max(20)
      .meta(meta('branches', 'Outcomes', 'What the assignee chooses from; with “wait” each is an outlet'))
      .optional(),
    wait: word.switch('Wait until it is done').optional(),
    timeout: word.duration('Wait at most').optional(),
  })
  .superRefine(({ outcomes, wait, timeout }, context) => {
    if (outcomes && new Set(outcomes).size < outcomes.length)
      refuse(context, 'duplicate-id', ['outcomes'], 'each outcome is named once');
    if (outcomes?.some((outcome) => reserved.includes(outcome)))
      refuse(context, 'reserved-id', ['outcomes'], `${reserved.join(', ')} are outlets of their own`);
    if (timeout !== undefined && !wait)
      refuse(context, 'timeout-without-wait', ['timeout'], 'a timeout needs "wait": true');
  });
type Config = z.infer<typeof config>;
const reserved = ['timeout', 'cancelled', 'error'];

/** Creates a task and, when asked, waits for its outcome. */
export const createTask = defineStep<Config>({
  type: 'create-task',
  version: 1,
  title: 'Create task',
  group: 'records',
  icon: 'checkbox',
  effect: true,
  config,
  help: 'Gives somebody something to do. It can wait until the task is done and go on by its outcome.',
  outlets,
  waits: ({ wait }) => wait === true,
  sentence: ({ title, due }) =>
    due === undefined
      ? sentence('create-task', 'Task “{title}”', { title: shortened(sourceOf(title)) })
      : sentence('create-task.due', 'Task “{title}”, due in {due}', {
          title: shortened(sourceOf(title)),
          due: durationText(due),
        }),
  writes: () => [{ field: 'task.*' }],
  check: (settings, scope) => ungiven('task', Object.keys(settings), scope, useCreateRecord),
  *execute(settings, step) {
    const { fields, assignment } = yield* taskOf(settings, step);
    const { record } = yield* ask({ kind: 'create', recordType: 'task', fields, assignment });
    const end: StepEnd = {
      kind: 'outlet',
      outlet: 'done',
      result: madeRecords([record]),
      detail: { created: { ...record }, fields, ...assignmentDetail(assignment) },
    };
    return settings.wait ? yield* awaited(settings, record, end) : end;
  },
});

function outlets({ wait, outcomes, timeout }: Config): readonly Outlet[] {
  if (!wait) return [{ id: 'done', label: 'Created' }];
  return [
    ...(outcomes ?? ['done']).map((id) => ({ id, label: id })),
    ...(outcomes ? [{ id: 'done', label: 'Done otherwise' }].filter(({ id }) => !outcomes.includes(id)) : []),
    { id: 'cancelled', label: 'Cancelled', fallback: 'done' },
    ...(timeout === undefined ? [] : [{ id: 'timeout', label: 'Not done in time' }]),
  ];
}

type NewTask = { readonly fields: JsonObject; readonly assignment: Assignment | undefined };

function* taskOf(
  { title, description, assignee, due, priority, on, queue, outcomes, checklist = [] }: Config,
  step: StepRun,
): Generator<Effect, NewTask, unknown> {
  const { values } = yield* ask({
    kind: 'resolve',
    values: { title: textValue(title), ...(description === undefined ? {} : { description: textValue(description) }) },
  });
  const about = yield* recordOf(on, step);
  const { userId, chosen, inQueue } = yield* oneUser(assignee, 'task', { present: true });
  const dueAt = due === undefined ? null : (yield* ask({ kind: 'schedule', spec: { for: due } })).dueAt;
  const fields = {
    ...values,
    ...(queue === undefined ? inQueue : { queue }),
    ...(checklist.length === 0 ? {} : { checklist: yield* itemsOf(checklist) }),
    ...(outcomes === undefined ? {} : { outcomes }),
    relatedType: about.type,
    relatedId: about.id,
    status: 'open',
    ...(priority === undefined ? {} : { priority }),
    ...(userId === undefined ? {} : { assigneeId: userId }),
    ...(dueAt === null ? {} : { dueAt }),
  };
  return { fields, assignment: chosen };
}

/** The items of a checklist, none of them done. */
function* itemsOf(checklist: readonly Text[]): Generator<Effect, Json, unknown> {
  const texts = Object.fromEntries(checklist.map((item, index) => [String(index), textValue(item)]));
  const { values } = yield* ask({ kind: 'resolve', values: texts });
  return checklist.map((_, index) => ({ text: String(values[String(index)] ?? ''), done: false }));
}

/** Waits for the task to be closed, or deleted, which counts as cancelled; the properties of a record's event are its fields after the change. */
function* awaited(
  { outcomes = [], timeout }: Config,
  task: RecordKey,
  created: StepEnd & { kind: 'outlet' },
): Generator<Effect, StepEnd, unknown> {
  const due = yield* untilTimeout(timeout);
  const branch = (id: string, field: string, value: string) => ({
    id,
    event: 'record.updated',
    correlate: { property: 'id', value: task.id },
    when: { '==': [{ var: `event.properties.${field}` }, value] },
  });
  const done = { '==': [{ var: 'event.properties.status' }, 'done'] };
  const answer = yield* ask({
    kind: 'wait',
    wait: {
      kind: 'event',
      ...due,
      branches: [
        ...outcomes.map((outcome) => ({
          ...branch(outcome, 'outcome', outcome),
          when: { and: [done, { '==': [{ var: 'event.properties.outcome' }, outcome] }] },
        })),
        branch('done', 'status', 'done'),
        branch('cancelled', 'status', 'cancelled'),
        { id: 'cancelled', event: 'record.deleted', correlate: { property: 'id', value: task.id } },
      ],
    },
  });
  return { ...created, outlet: answer.by === 'branch' ? answer.branch : 'timeout' };
}
