import { z } from 'zod';
import { approvalModeSchema, decisions } from '../approvals/approval.ts';
import { isGroupRef } from '../approvals/members.ts';
import { recordLocks } from '../approvals/request.ts';
import { meta, textValue, userRefSchema, word } from '../definition/words.ts';
import type { Issue } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { truthy } from '../logic/values.ts';
import { durationText } from '../time/describe-duration.ts';
import { askPeople } from './ask-people.ts';
import { checkPeople } from './check-people.ts';
import { defineStep } from './define-step.ts';
import { ask, type Effect, type Rule, type UserRef } from './effect.ts';
import { checkTemplateText, refuse } from './message-settings.ts';
import { sentence } from './sentence.ts';
import type { CheckScope, StepEnd } from './step-type.ts';
import { usersText } from './user-text.ts';

const people = z.array(userRefSchema).max(50).meta(meta('users', 'Users'));
const row = z.strictObject({ when: word.rule('When'), approvers: people, mode: approvalModeSchema.optional() });
const approversSchema = z.union(
  [people.min(1).meta(meta('users', 'Users')), z.strictObject({ table: z.array(row).min(1).max(50) })],
  {
    error: 'approvers are a list such as [{"field": "owner"}], or {"table": [{"when", "approvers", "mode"}]}',
  },
);
export const remindSchema = z.strictObject({ every: word.duration('Every'), max: z.int().min(1).max(100).default(10) });
const escalation = z.strictObject({
  escalate: people.min(1).meta(meta('users', 'Users')),
  deadline: word.duration('Deadline').optional(),
});
const onDeadline = z.union([z.enum(['approve', 'reject', 'escalate']), escalation], {
  error: 'at the deadline: "approve", "reject", "escalate" or {"escalate": users, "deadline": duration}',
});

const config = z
  .strictObject({
    approvers: approversSchema.meta(meta('list', 'Approvers', 'One entry is one answer; or a table of rules')),
    mode: approvalModeSchema
      .meta(meta('list', 'Who has to agree', 'Any, all, so many, or one after the other'))
      .optional(),
    title: word.header('Title').optional(),
    description: word.text('Description').optional(),
    template: word.template('Template').optional(),
    remind: remindSchema.meta(meta('list', 'Remind', 'How often, and how many times at most')).optional(),
    deadline: word.duration('Deadline').optional(),
    onDeadline: onDeadline.meta(meta('list', 'At the deadline', 'It expires when empty')).optional(),
    rounds: word.integer('Rounds', { min: 1, max: 100 }, 'In the last one nobody can send it back').optional(),
    bind: z
      .array(z.string().min(1).max(100))
      .max(50)
      .meta(meta('fields', 'Bound fields', 'A change of one of them voids the decision'))
      .optional(),
    lock: word.choice('Keep from being changed', recordLocks, 'By others than the run, while it is open').optional(),
    selfApproval: word.switch('Who submitted it may approve').optional(),
    commentRequired: z
      .array(z.enum(decisions))
      .max(3)
      .meta(meta('list', 'Comment needed', 'For these decisions; reject and rework when empty'))
      .optional(),
  })
  .superRefine(({ deadline, onDeadline: rule }, context) => {
    if (rule !== undefined && deadline === undefined)
      refuse(context, 'deadline-missing', ['onDeadline'], '"onDeadline" needs a "deadline"');
  });
type Config = z.infer<typeof config>;

/** Waits for people to decide. */
export const approval = defineStep<Config>({
  type: 'approval',
  version: 1,
  title: 'Approval',
  group: 'people',
  icon: 'user-check',
  effect: true,
  config,
  help: 'Asks people to approve, reject or send back, in the app and by mail, and waits for their decision.',
  outlets: () => [
    { id: 'approved', label: 'Approved' },
    { id: 'rejected', label: 'Rejected' },
    { id: 'rework', label: 'Sent back' },
    { id: 'expired', label: 'Not in time' },
    { id: 'voided', label: 'Changed meanwhile' },
    { id: 'recalled', label: 'Recalled', fallback: 'voided' },
  ],
  waits: () => true,
  sentence: ({ approvers, deadline }) => {
    const who = Array.isArray(approvers) ? usersText(approvers) : 'approvers by rules';
    return deadline === undefined
      ? sentence('approval', 'Approval by {who}', { who })
      : sentence('approval.deadline', 'Approval by {who} within {duration}', { who, duration: durationText(deadline) });
  },
  writes: () =>
    ['requested', 'decided', 'approved', 'rejected', 'rework', 'voided', 'expired', 'recalled', 'escalated'].map(
      (name) => ({ field: `event:approval.${name}` }),
    ),
  check: (settings, scope) => [
    ...checkBinding(settings, scope),
    ...(settings.lock === 'fields' && (settings.bind ?? []).length === 0 ? [locksNothing] : []),
    ...solvability(settings),
    ...peopleOf(settings).flatMap(({ refs, path }) => checkPeople(refs, path, scope)),
    ...fewToEscalateTo(settings, scope),
    ...checkTemplateText(settings.template, 'email', scope),
    ...(settings.deadline === undefined ? [noDeadline] : []),
  ],
  *execute(settings, step): Generator<Effect, StepEnd, unknown> {
    const found = yield* chosen(settings);
    if (found === null)
      return {
        kind: 'incident',
        code: 'no-approval-rule',
        message:
          'No row of the approvers’ table fits this record. Add a row for it, publish, and retry on that version.',
      };
    if (found.approvers.length === 0)
      return { kind: 'outlet', outlet: 'approved', detail: { reason: 'nobody-needed', row: found.row } };
    const { title = defaultTitle, description } = settings;
    const { values } = yield* ask({
      kind: 'resolve',
      values: {
        title: textValue(title),
        ...(description === undefined ? {} : { description: textValue(description) }),
      },
    });
    return yield* askPeople({
      template: settings.template ?? (step.subject.type === 'offer' ? 'offer-approval' : 'approval'),
      open: {
        op: 'open',
        asks: 'approval',
        title: textOf(values.title) ?? 'Approval',
        description: textOf(values.description),
        approvers: found.approvers,
        mode: found.mode,
        ...termsOf(settings, found.because),
      },
    });
  },
});

const named = (field: string, otherwise: string) =>
  `{{#if record.${field}}}{{record.${field}}}{{else}}${otherwise}{{/if}}`;
const defaultTitle = `{{#if record.number}}{{record.number}} {{/if}}${named('title', named('name', named('lastName', '')))}`;
const textOf = (value: unknown) => (typeof value === 'string' && value.trim() !== '' ? value.trim() : null);

function termsOf(
  { rounds, deadline, selfApproval, bind, lock, remind, onDeadline: rule, ...rest }: Config,
  because: Rule | undefined,
) {
  return {
    rounds: rounds ?? null,
    deadline: deadline ?? null,
    bind: bind ?? [],
    lock: lock ?? ('none' as const),
    terms: {
      remind: remind ?? null,
      onDeadline: rule ?? ('expire' as const),
      commentRequired: rest.commentRequired ?? (['reject', 'rework'] as const),
      template: rest.template ?? null,
      fields: [],
      selfApproval: selfApproval ?? false,
      ...(because === undefined ? {} : { because }),
    },
  };
}

type Chosen = {
  readonly approvers: readonly UserRef[];
  readonly mode: z.infer<typeof approvalModeSchema>;
  readonly row: number | null;
  /** The condition of the row, where it says more than that it is the last. */
  readonly because?: Rule | undefined;
};

/** The approvers: as they are listed, or those of the first row that fits; null where none does. */
function* chosen({ approvers, mode = 'all' }: Config): Generator<Effect, Chosen | null, unknown> {
  if (Array.isArray(approvers)) return { approvers, mode, row: null };
  for (const [index, { when, approvers: listed, mode: own }] of approvers.table.entries()) {
    const { value } = yield* ask({ kind: 'evaluate', rule: when });
    if (truthy(value)) return { approvers: listed, mode: own ?? mode, row: index, because: saysWhy(when) };
  }
  return null;
}

/** `true` and its like hold for everything: nothing is unusual then. */
const saysWhy = (when: Rule) => (typeof when === 'object' && when !== null ? when : undefined);

const noDeadline: Issue = {
  severity: 'warning',
  code: 'no-deadline',
  path: '/deadline',
  message: 'Without a deadline a run may wait here for ever. Give it a "deadline".',
};

const locksNothing: Issue = {
  severity: 'warning',
  code: 'locks-nothing',
  path: '/lock',
  message:
    'No fields are bound, so none is locked: while it is open others may change everything. Name fields in "bind", or lock "all".',
};

function checkBinding({ bind = [] }: Config, { subject, hasField }: CheckScope): readonly Issue[] {
  return bind.flatMap((field, index): Issue[] =>
    hasField(subject, field)
      ? []
      : [
          {
            severity: 'error',
            code: 'unknown-field',
            path: `/bind/${index}`,
            message: `A ${subject} has no field "${field}".`,
            params: { type: subject, field },
          },
        ],
  );
}

/** Everybody that is named, with the place. */
function peopleOf({ approvers, onDeadline: rule }: Config): readonly { refs: readonly UserRef[]; path: string }[] {
  const asked = Array.isArray(approvers)
    ? [{ refs: approvers, path: '/approvers' }]
    : approvers.table.map((item, index) => ({ refs: item.approvers, path: `/approvers/table/${index}/approvers` }));
  return typeof rule === 'object' ? [...asked, { refs: rule.escalate, path: '/onDeadline/escalate' }] : asked;
}

/** Approvals until the deadline count, so that fewer may do; where there are none, too few would be asked. */
function fewToEscalateTo(
  { approvers, mode, onDeadline: rule }: Config,
  { meant }: Pick<CheckScope, 'meant'>,
): readonly Issue[] {
  if (typeof rule !== 'object') return [];
  const modes = Array.isArray(approvers) ? [mode] : approvers.table.map((item) => item.mode ?? mode);
  const quorum = Math.max(0, ...modes.map((one) => (typeof one === 'object' ? one.quorum : 0)));
  if (rule.escalate.some((ref) => isGroupRef(ref) && meant(ref) === undefined)) return [];
  const asked = new Set(rule.escalate.flatMap((ref) => meant(ref) ?? [JSON.stringify(ref)])).size;
  if (quorum <= asked) return [];
  return [
    {
      severity: 'warning',
      code: 'few-to-escalate-to',
      path: '/onDeadline/escalate',
      message: `${quorum} have to agree, and only ${asked} are asked at the deadline: without approvals until then it stays where it is, with an incident. Name more people, or need fewer.`,
      params: { quorum, asked },
    },
  ];
}

/** What nobody could ever decide is said before anybody waits for it. */
function solvability({ approvers, mode, selfApproval }: Config): readonly Issue[] {
  if (Array.isArray(approvers)) return listSolvability(approvers, { mode, path: '/approvers', selfApproval });
  return approvers.table.flatMap(({ approvers: listed, mode: own }, index) =>
    listed.length === 0
      ? []
      : listSolvability(listed, { mode: own ?? mode, path: `/approvers/table/${index}/approvers`, selfApproval }),
  );
}

function listSolvability(
  listed: readonly UserRef[],
  { mode, path, selfApproval }: { mode: Config['mode']; path: string; selfApproval: boolean | undefined },
): readonly Issue[] {
  const distinct = new Set(listed.map((ref) => JSON.stringify(ref as JsonObject))).size;
  const issues: Issue[] = [];
  if (typeof mode === 'object' && mode.quorum > distinct)
    issues.push({
      severity: 'error',
      code: 'quorum-too-large',
      path,
      message: `${mode.quorum} have to agree, and only ${distinct} are asked. Ask more, or need fewer.`,
      params: { quorum: mode.quorum, asked: distinct },
    });
  if (!selfApproval && listed.every((ref) => ref.field === 'owner' || ref.field === 'ownerId'))
    issues.push({
      severity: 'warning',
      code: 'only-submitter-may-decide',
      path,
      message:
        'Who submits a record often owns it, and may not decide: then the manager is asked. Name somebody else, or set "selfApproval".',
    });
  return issues;
}
