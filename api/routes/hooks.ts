import { z } from 'zod';
import { notifyEvents } from '../../crm/events/notify.ts';
import { acceptHookCall } from '../../crm/workflows/hooks.ts';
import type { ApiDeps } from '../deps.ts';
import { rawBodyOf } from '../frame/read-body.ts';
import { accepted } from '../frame/reply.ts';
import { publicRoute, type Route } from '../frame/route.ts';
import { signatureHeaders } from './signature-headers.ts';

/** The incoming addresses of webhook triggers. */
export function hookRoutes({ db }: ApiDeps): Route[] {
  return [
    publicRoute({
      method: 'post',
      path: '/hooks/:key',
      tag: 'Webhooks',
      summary: 'A call of another system: starts what its trigger says',
      guard: { public: 'The address is a secret of its own; calls are signed where the workflow demands it.' },
      params: z.object({ key: z.string().max(200) }),
      body: z.json().optional(),
      bodyLimit: 262_144,
      answers: { 202: z.object({ eventId: z.uuid() }) },
      write: async ({ params, body, raw, now, afterCommit }, tx) => {
        const call = { key: params.key, body: body ?? {}, raw: rawBodyOf(raw), headers: signatureHeaders(raw), now };
        const result = await acceptHookCall(tx, call);
        afterCommit(() => notifyEvents(db));
        return accepted(result);
      },
    }),
  ];
}
