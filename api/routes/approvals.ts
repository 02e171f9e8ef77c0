import { z } from 'zod';
import { type Person, reachOf } from '../../crm/actor.ts';
import { type ActResult, type ApprovalAct, actOnApproval } from '../../crm/approvals/act-on-approval.ts';
import { mayActForOthers } from '../../crm/approvals/approval-reach.ts';
import type { StoredApproval } from '../../crm/approvals/approval-row.ts';
import { commentOnApproval } from '../../crm/approvals/comment-on-approval.ts';
import { approvalOrders, countWaiting, getApproval, listApprovals } from '../../crm/approvals/list-approvals.ts';
import { refusalError } from '../../crm/approvals/refusal.ts';
import { earlierRounds, showApprovals } from '../../crm/approvals/show-approvals.ts';
import type { Database, Queryable, Tx } from '../../crm/database.ts';
import { notifyEvents } from '../../crm/events/notify.ts';
import { notifyCarriers } from '../../crm/runs/notify-carriers.ts';
import { approvalStates, decisions, openSlots } from '../../domain/approvals/approval.ts';
import { AppError, errorCatalogue } from '../../domain/errors.ts';
import { recordTypeKeys } from '../../domain/records/record-types.ts';
import type { ApiDeps } from '../deps.ts';
import { encodeCursor, listOf, listQuery, timePosition } from '../frame/list.ts';
import { problemReply } from '../frame/problem.ts';
import { ok } from '../frame/reply.ts';
import { type Route, route } from '../frame/route.ts';
import { approvalPageSchema, approvalSchema } from './approval-answers.ts';

const tag = 'Approvals';
const params = z.object({ id: z.uuid() });
const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
const comment = z
  .string()
  .max(5_000)
  .transform((text) => (text.trim() === '' ? undefined : text.trim()))
  .optional();
const slotId = z.uuid().optional();

/** What people are asked, and what they do about it. */
export function approvalRoutes(deps: ApiDeps): Route[] {
  return [listRoute(deps), ...readingRoutes(deps), ...actingRoutes(deps), commentRoute(deps), batchRoute(deps)];
}

function listRoute({ db }: ApiDeps): Route {
  return route({
    method: 'get',
    path: '/api/approvals',
    tag,
    summary: 'Approvals and questions, newest first or by deadline: mine, my team’s, or all in reach',
    guard: 'approval:read',
    query: listQuery({
      sort: z.enum(approvalOrders).optional(),
      mine: flag.optional(),
      team: flag.optional(),
      state: z.enum([...approvalStates, 'ended']).optional(),
      kind: z.enum(['approval', 'ask']).optional(),
      recordType: z.enum(recordTypeKeys).optional(),
      recordId: z.uuid().optional(),
      runId: z.uuid().optional(),
      workflow: z.string().max(200).optional(),
      dueBefore: z.iso.datetime({ offset: true }).optional(),
      q: z.string().trim().min(1).max(200).optional(),
    }),
    answers: { 200: listOf(approvalSchema) },
    handle: async ({ query, actor }) => {
      const { cursor, ...filter } = query;
      const { items, next } = await listApprovals(db, actor, { ...filter, after: timePosition(cursor) });
      return ok({ items: await showApprovals(db, items), nextCursor: next && encodeCursor(next) });
    },
  });
}

function readingRoutes({ db }: ApiDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/approvals/count',
      tag,
      summary: 'How much one can decide now, and how much of it is overdue',
      guard: 'approval:read',
      answers: { 200: z.object({ open: z.int(), overdue: z.int() }) },
      handle: async ({ actor, now }) => ok(await countWaiting(db, actor.userId, now)),
    }),
    route({
      method: 'get',
      path: '/api/approvals/:id',
      tag,
      summary: 'One approval with everybody who was asked, its earlier rounds, and what one may do about it',
      guard: 'approval:read',
      params,
      answers: { 200: approvalPageSchema },
      handle: async ({ params: { id }, actor }) => {
        const stored = await getApproval(db, actor, id);
        const [shown, ...earlier] = await showApprovals(db, [stored, ...(await earlierRounds(db, stored))]);
        return ok({ ...shown, earlier, may: await mayDo(db, actor, stored) });
      },
    }),
  ];
}

async function mayDo(db: Database, actor: Person, stored: StoredApproval) {
  const { standing, submitterId } = stored;
  const isOpen = standing.state === 'open';
  const others = (key: Parameters<typeof mayActForOthers>[2]) =>
    isOpen ? mayActForOthers(db, actor, key, stored) : Promise.resolve(false);
  return {
    decide: isOpen && openSlots(standing).some(({ candidates }) => candidates.includes(actor.userId)),
    decideForOthers: await others('approval:decide'),
    reassign: await others('approval:reassign'),
    recall:
      (isOpen && submitterId === actor.userId && reachOf(actor, 'approval:recall') !== null) ||
      (await others('approval:recall')),
  };
}

/** As everybody who may read it is shown it after an act. */
async function shown(db: Queryable, stored: StoredApproval) {
  const [view] = await showApprovals(db, [stored]);
  return ok(view);
}

const acts = {
  decision: {
    summary: 'Decide: one’s own slot, or with the right to decide for others the slot that is named',
    guard: 'approval:decide',
    body: z.strictObject({ decision: z.enum(decisions), comment, slotId }),
    act: (body: { decision: (typeof decisions)[number] }) => ({ kind: 'decide', ...body }),
  },
  answer: {
    summary: 'Answer the questions of an ask',
    guard: 'approval:decide',
    body: z.strictObject({ answers: z.record(z.string(), z.json()), slotId }),
    act: (body: object) => ({ kind: 'answer', ...body }),
  },
  delegate: {
    summary: 'Give one’s own slot to somebody else',
    guard: 'approval:decide',
    body: z.strictObject({ to: z.uuid(), comment, slotId }),
    act: (body: object) => ({ kind: 'move', reason: 'delegated', ...body }),
  },
  reassign: {
    summary: 'Give the slot of somebody to somebody else',
    guard: 'approval:reassign',
    body: z.strictObject({ slotId: z.uuid(), to: z.uuid(), comment }),
    act: (body: object) => ({ kind: 'move', reason: 'reassigned', ...body }),
  },
  recall: {
    summary: 'Take back a request that is not decided yet: for who submitted it, or with the right for others',
    guard: 'approval:recall',
    body: z.strictObject({ comment }).default({}),
    act: (body: object) => ({ kind: 'recall', ...body }),
  },
} as const;
type ActName = keyof typeof acts;

function actingRoutes({ db }: ApiDeps): Route[] {
  return (Object.keys(acts) as ActName[]).map((name) => {
    const { summary, guard, body: schema, act } = acts[name];
    return route({
      method: 'post',
      path: `/api/approvals/:id/${name}`,
      tag,
      summary,
      guard,
      params,
      // The body of each act is what its own schema gives, which is what the cast rests on.
      body: schema as unknown as z.ZodType<{ decision: (typeof decisions)[number] }>,
      answers: { 200: approvalSchema },
      // What is decided commits with its answer: whoever asks again with the same key, whatever broke off, is told the same.
      write: async ({ params: { id }, body, actor, now, requestId, afterCommit }, tx) => {
        const result = await actAs(tx, { id, act: act(body) as ApprovalAct, right: guard, actor, now });
        afterCommit(() => wake(db));
        if (result.kind === 'done') return shown(tx, result.stored);
        // What the refusal has found out (content that changed) is kept.
        if (result.code === 'approval-voided') return problemReply(refusalError(result), requestId);
        throw refusalError(result);
      },
    });
  });
}

function commentRoute({ db }: ApiDeps): Route {
  return route({
    method: 'post',
    path: '/api/approvals/:id/comments',
    tag,
    summary: 'Say something about it without deciding, for whoever may see it; those who have to do with it are told',
    guard: 'approval:read',
    params,
    body: z.strictObject({ comment: z.string().trim().min(1).max(5_000) }),
    answers: { 200: approvalSchema },
    write: async ({ params: { id }, body, actor, now, afterCommit }, tx) => {
      const stored = await getApproval(tx, actor, id);
      await commentOnApproval(tx, stored, { actor, by: actor.userId, text: body.comment, cause: [], now });
      afterCommit(() => wake(db));
      return shown(tx, stored);
    },
  });
}

type Acting = {
  readonly id: string;
  readonly act: ApprovalAct;
  readonly right: (typeof acts)[ActName]['guard'];
  readonly actor: Person;
  readonly now: Date;
};

async function actAs(tx: Tx, { id, act, right, actor, now }: Acting): Promise<ActResult> {
  const seen = await getApproval(tx, actor, id);
  const forOthers = await mayActForOthers(tx, actor, right, seen);
  if (act.kind === 'recall' && !forOthers && seen.submitterId !== actor.userId)
    throw new AppError('forbidden', {
      detail: 'Only who submitted it takes it back, or who has the right for others.',
    });
  return actOnApproval(tx, id, act, { actor, by: actor.userId, forOthers, cause: [], now });
}

function wake(db: Database): void {
  notifyCarriers(db);
  notifyEvents(db);
}

const batchItem = z.union([
  z.object({ id: z.uuid(), kind: z.literal('done'), state: z.enum(approvalStates) }),
  z.object({ id: z.uuid(), kind: z.literal('refused'), code: z.string(), detail: z.string() }),
]);

function batchRoute({ db }: ApiDeps): Route {
  return route({
    method: 'post',
    path: '/api/approvals/batch',
    tag,
    summary: 'Decide many at once, each in one’s own slot; each has its result',
    guard: 'approval:decide',
    body: z.strictObject({ ids: z.array(z.uuid()).min(1).max(100), decision: z.enum(decisions), comment }),
    answers: { 200: z.object({ results: z.array(batchItem) }) },
    handle: async ({ body: { ids, ...said }, actor, now }) => {
      const results: z.infer<typeof batchItem>[] = [];
      for (const id of ids) {
        results.push(
          await decideOne(db, { id, act: { kind: 'decide', ...said }, right: 'approval:decide', actor, now }),
        );
      }
      return ok({ results });
    },
  });
}

async function decideOne(db: Database, acting: Acting): Promise<z.infer<typeof batchItem>> {
  const { id } = acting;
  try {
    const result = await db.transaction((tx) => actAs(tx, acting));
    wake(db);
    if (result.kind === 'done') return { id, kind: 'done', state: result.stored.standing.state };
    throw refusalError(result);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { code, details } = error;
    return {
      id,
      kind: 'refused',
      code,
      detail: details.detail ?? details.issues?.[0]?.message ?? errorCatalogue[code].title,
    };
  }
}
