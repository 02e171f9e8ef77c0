import { z } from 'zod';
import { sessionMs, signIn, signOut } from '../../crm/people/sessions.ts';
import type { ApiDeps } from '../deps.ts';
import { cookieOf, sessionCookie } from '../frame/identify.ts';
import { noContent, ok } from '../frame/reply.ts';
import { publicRoute, type Route, route } from '../frame/route.ts';

/** Signing in and out. */
export function sessionRoutes({ db, config }: ApiDeps): Route[] {
  const secure = config.publicUrl.startsWith('https:') ? '; Secure' : '';
  const cookie = (value: string, seconds: number) =>
    `${sessionCookie}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure}`;
  return [
    publicRoute({
      method: 'post',
      path: '/api/session',
      tag: 'Session',
      summary: 'Sign in: sets the session cookie and gives the CSRF token',
      guard: { public: 'Whoever signs in is a stranger before; wrong passwords are limited by address.' },
      body: z.strictObject({ email: z.string().max(254), password: z.string().max(1_000) }),
      answers: { 200: z.object({ userId: z.string(), csrfToken: z.string(), expiresAt: z.string() }) },
      handle: async ({ body, now }) => {
        const session = await signIn(db, { ...body, now });
        const answer = { userId: session.userId, csrfToken: session.csrf, expiresAt: session.expiresAt.toISOString() };
        return ok(answer, { 'Set-Cookie': cookie(session.token, sessionMs / 1000), 'Cache-Control': 'no-store' });
      },
    }),
    route({
      method: 'delete',
      path: '/api/session',
      tag: 'Session',
      summary: 'Sign out',
      guard: { signedIn: 'Everybody may end their own session.' },
      answers: { 204: null },
      handle: async ({ raw }) => {
        const token = cookieOf(raw, sessionCookie);
        if (token !== undefined) await signOut(db, token);
        return noContent({ 'Set-Cookie': cookie('', 0) });
      },
    }),
  ];
}
