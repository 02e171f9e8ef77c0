import { z } from 'zod';
import { claimTask, unclaimTask } from '../../crm/tasks/claim-task.ts';
import type { ApiDeps } from '../deps.ts';
import { ok } from '../frame/reply.ts';
import { type Route, route } from '../frame/route.ts';
import { recordSchema } from './record-answers.ts';

const tag = 'Tasks';
const params = z.object({ id: z.uuid() });

/** Tasks that are taken from a queue, and put back. */
export function taskRoutes({ clock }: ApiDeps): Route[] {
  return [
    route({
      method: 'post',
      path: '/api/tasks/:id/claim',
      tag,
      summary: 'Take an open task from its queue',
      guard: 'task:read',
      params,
      answers: { 200: recordSchema },
      write: async ({ params: { id }, actor }, tx) => ok(await claimTask(tx, { actor, id, now: clock() })),
    }),
    route({
      method: 'post',
      path: '/api/tasks/:id/unclaim',
      tag,
      summary: 'Put a task that you took back into its queue',
      guard: 'task:read',
      params,
      answers: { 200: recordSchema },
      write: async ({ params: { id }, actor }, tx) => ok(await unclaimTask(tx, { actor, id, now: clock() })),
    }),
  ];
}
