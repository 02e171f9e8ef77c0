import { z } from 'zod';
import { missingMigrations } from '../../prisma/migration-state.ts';
import type { ApiDeps } from '../deps.ts';
import { ok, raw as rawReply } from '../frame/reply.ts';
import { publicRoute, type Route } from '../frame/route.ts';

const tag = 'Operation';
const problems = z.array(z.string());

/** What a supervisor and Prometheus ask of the process. */
export function healthRoutes(deps: ApiDeps): Route[] {
  return [
    publicRoute({
      method: 'get',
      path: '/healthz',
      tag,
      summary: 'Whether the process lives',
      guard: { public: 'It tells nothing else.' },
      answers: { 200: z.object({ status: z.literal('ok') }) },
      handle: async () => ok({ status: 'ok' }),
    }),
    publicRoute({
      method: 'get',
      path: '/readyz',
      tag,
      summary: 'Whether database, migrations and Temporal are good; 503 and what is not',
      guard: { public: 'It names what does not answer, and no data.' },
      answers: {
        200: z.object({ status: z.literal('ready'), problems }),
        503: z.object({ status: z.literal('not ready'), problems }),
      },
      handle: async () => {
        const found = await findProblems(deps);
        const ready = found.length === 0;
        return { status: ready ? 200 : 503, body: { status: ready ? 'ready' : 'not ready', problems: found } };
      },
    }),
    publicRoute({
      method: 'get',
      path: '/metrics',
      tag,
      summary: 'Numbers for Prometheus',
      guard: { public: 'Numbers alone, for a collector that has no key.' },
      answers: { 200: 'text/plain' },
      handle: async () => {
        const { registry } = deps.metrics;
        const text = await registry.metrics();
        return rawReply((response) => {
          response.type(registry.contentType).send(text);
        });
      },
    }),
  ];
}

async function findProblems({ db, askTemporal }: ApiDeps): Promise<string[]> {
  const migrations = missingMigrations((sql) => db.query(sql)).then(
    (missing) => missing.map((name) => `migration ${name} is not applied`),
    () => ['the database does not answer, or was never migrated'],
  );
  const server = askTemporal().then(
    () => [],
    () => ['Temporal does not answer'],
  );
  return (await Promise.all([migrations, server])).flat();
}
