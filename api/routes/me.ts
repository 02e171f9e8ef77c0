import { z } from 'zod';
import { getUser } from '../../crm/people/users.ts';
import { isAllPaused } from '../../crm/runs/pause-all.ts';
import { scopes } from '../../domain/permissions/permission.ts';
import type { ApiDeps } from '../deps.ts';
import { ok } from '../frame/reply.ts';
import { type Route, route } from '../frame/route.ts';
import { userSchema } from './people.ts';

/** Who is asking. */
export function meRoutes({ db, config }: ApiDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/me',
      tag: 'Session',
      summary: 'Who you are, what you may do, and the CSRF token of your session',
      guard: { signedIn: 'Everybody may know who they are.' },
      answers: {
        200: z.object({
          user: userSchema,
          permissions: z.array(z.object({ resource: z.string(), action: z.string(), scope: z.enum(scopes) })),
          csrfToken: z.string().nullable(),
          captured: z.boolean(),
          /** Everything stands still: no run goes on, no message leaves. */
          paused: z.boolean(),
        }),
      },
      handle: async ({ actor, csrfToken }) =>
        ok(
          {
            user: await getUser(db, actor.userId),
            permissions: actor.permissions,
            csrfToken,
            captured: config.smtpUrl === undefined,
            paused: await isAllPaused(db),
          },
          { 'Cache-Control': 'no-store' },
        ),
    }),
  ];
}
