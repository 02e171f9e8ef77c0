import { z } from 'zod';
import { askFieldSchema } from '../approvals/ask-field.ts';
import { meta, textValue, word } from '../definition/words.ts';
import { durationText } from '../time/describe-duration.ts';
import { remindSchema } from './approval.ts';
import { askPeople } from './ask-people.ts';
import { checkPeople } from './check-people.ts';
import { defineStep } from './define-step.ts';
import { ask as askEffect, type Effect } from './effect.ts';
import { checkTemplateText, refuse } from './message-settings.ts';
import { sentence } from './sentence.ts';
import type { StepEnd } from './step-type.ts';
import { usersText } from './user-text.ts';

const config = z
  .strictObject({
    to: z
      .union([z.literal('contact'), word.user('User')], {
        error: 'to is "contact" or a user such as {"field": "owner"}',
      })
      .meta(meta('list', 'To', 'A user, any one of a role or team, or the person of the record')),
    fields: z.array(askFieldSchema).min(1).max(30).meta(meta('list', 'Questions')),
    title: word.header('Title').optional(),
    description: word.text('Description').optional(),
    template: word.template('Template').optional(),
    remind: remindSchema.meta(meta('list', 'Remind', 'How often, and how many times at most')).optional(),
    deadline: word.duration('Deadline').optional(),
  })
  .superRefine(({ fields }, context) => {
    if (new Set(fields.map(({ key }) => key)).size < fields.length)
      refuse(context, 'duplicate-id', ['fields'], 'each question is named once');
  });

/** Waits for answers to questions. */
export const askStep = defineStep<z.infer<typeof config>>({
  type: 'ask',
  version: 1,
  title: 'Ask',
  group: 'people',
  icon: 'message-question',
  effect: true,
  config,
  help: 'Asks a user or the person of the record some questions on a page, and waits for the answers: steps.<id>.result.answers.',
  outlets: () => [
    { id: 'answered', label: 'Answered' },
    { id: 'expired', label: 'Not in time' },
    { id: 'recalled', label: 'Recalled', fallback: 'expired' },
  ],
  waits: () => true,
  sentence: ({ to, deadline }) => {
    const who = to === 'contact' ? 'the contact' : usersText(to);
    return deadline === undefined
      ? sentence('ask', 'Ask {who}', { who })
      : sentence('ask.deadline', 'Ask {who}, at most {duration}', { who, duration: durationText(deadline) });
  },
  writes: () => ['requested', 'answered', 'expired', 'recalled'].map((name) => ({ field: `event:approval.${name}` })),
  check: ({ to, template, deadline }, scope) => [
    ...(to === 'contact' ? [] : checkPeople([to], '/to', scope).map((issue) => ({ ...issue, path: '/to' }))),
    ...checkTemplateText(template, 'email', scope),
    ...(deadline === undefined
      ? [
          {
            severity: 'warning' as const,
            code: 'no-deadline',
            path: '/deadline',
            message: 'Without a deadline a run may wait here for ever. Give it a "deadline".',
          },
        ]
      : []),
  ],
  *execute({
    to,
    fields,
    title = 'Questions',
    description,
    template,
    remind,
    deadline,
  }): Generator<Effect, StepEnd, unknown> {
    const { values } = yield* askEffect({
      kind: 'resolve',
      values: {
        title: textValue(title),
        ...(description === undefined ? {} : { description: textValue(description) }),
      },
    });
    return yield* askPeople({
      template: template ?? 'ask',
      open: {
        op: 'open',
        asks: 'ask',
        title: String(values.title ?? '').trim() || 'Questions',
        description: typeof values.description === 'string' ? values.description : null,
        approvers: to === 'contact' ? 'contact' : [to],
        mode: 'any',
        rounds: null,
        deadline: deadline ?? null,
        bind: [],
        lock: 'none',
        terms: {
          remind: remind ?? null,
          onDeadline: 'expire',
          commentRequired: [],
          template: template ?? null,
          fields,
          selfApproval: true,
        },
      },
    });
  },
});
