import { z } from 'zod';
import { approvalModeSchema, approvalStates, decisions } from '../../domain/approvals/approval.ts';
import { askFieldSchema } from '../../domain/approvals/ask-field.ts';
import { recordLocks } from '../../domain/approvals/request.ts';

const time = z.iso.datetime();
const person = z.object({ id: z.uuid(), name: z.string() });
const values = z.record(z.string(), z.json());

const slotSchema = z.object({
  id: z.uuid(),
  approverId: z.uuid().nullable(),
  approverName: z.string().nullable(),
  group: z.string().nullable(),
  candidates: z.array(person),
  state: z.enum(['waiting', 'open', 'decided', 'moved', 'closed']),
  movedFrom: z
    .object({
      slotId: z.uuid(),
      reason: z.enum(['absence', 'delegated', 'reassigned', 'left', 'escalated', 'self']),
      by: z.uuid().nullable(),
    })
    .optional(),
  /** The role, team or queue whose members may decide it. */
  ref: values.optional(),
  countsWith: z.uuid().optional(),
  decision: z.enum(decisions).optional(),
  comment: z.string().optional(),
  actedBy: z.uuid().optional(),
  actedByName: z.string().nullable(),
  at: time.optional(),
});

/** What somebody said without deciding. */
const commentSchema = z.object({ id: z.uuid(), by: person, text: z.string(), at: time });

/** An approval, or an ask, as the API gives it. */
export const approvalSchema = z
  .object({
    id: z.uuid(),
    kind: z.enum(['approval', 'ask']),
    state: z.enum(approvalStates),
    title: z.string(),
    description: z.string().nullable(),
    recordType: z.string(),
    recordId: z.uuid(),
    recordTitle: z.string().nullable(),
    runId: z.uuid(),
    workflow: z.string(),
    stepId: z.string(),
    mode: approvalModeSchema,
    round: z.int(),
    rounds: z.int().nullable(),
    escalated: z.boolean(),
    deadline: time.nullable(),
    submitter: person.nullable(),
    lock: z.enum(recordLocks),
    bound: values,
    boundHash: z.string(),
    diff: values.nullable(),
    reason: z.string().nullable(),
    because: z.json(),
    changed: values.nullable(),
    commentRequired: z.array(z.enum(decisions)),
    fields: z.array(askFieldSchema),
    answers: values.nullable(),
    createdAt: time,
    endedAt: time.nullable(),
    slots: z.array(slotSchema),
    /** Beside the decisions, oldest first; the newest hundred. */
    comments: z.array(commentSchema),
  })
  .meta({ id: 'Approval' });

/** The same with its history and what the reader may do about it. */
export const approvalPageSchema = approvalSchema
  .extend({
    /** Rounds before this one about the same record, newest first. */
    earlier: z.array(approvalSchema),
    may: z.object({
      /** Decide a slot of one's own. */
      decide: z.boolean(),
      decideForOthers: z.boolean(),
      reassign: z.boolean(),
      recall: z.boolean(),
    }),
  })
  .meta({ id: 'ApprovalPage' });
