import { freePort } from '../../bin/setup/ports.js';
import { until } from '../harness/until.ts';
import { apiKey, type ChaosWorld } from './chaos-world.ts';
import type { ChaosProcess } from './processes.ts';

export type ApiAnswer = { readonly status: number; readonly body: Record<string, unknown> };

/** An API process that answers, and requests to it. */
export async function openApi(
  world: ChaosWorld,
): Promise<{ process: ChaosProcess; post: (path: string, json: object) => Promise<ApiAnswer> }> {
  const port = await freePort(undefined);
  const process = world.processes.api(port, apiKey);
  const base = `http://127.0.0.1:${port}`;
  await until('the API', async () => (await fetch(`${base}/healthz`)).ok);
  return {
    process,
    async post(path, json) {
      const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
      const answer = await fetch(base + path, { method: 'POST', headers, body: JSON.stringify(json) });
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
    },
  };
}
