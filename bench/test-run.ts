import { apiKey, startProduct } from './product.ts';
import { printTable, secondsRow } from './table.ts';

const mostSeconds = 5;
/** Test runs, one after the other; the slowest counts. */
const turns = 5;
const weeks = 13;

/** A drip of ninety days, a mail a week, as a test run: from the request to a run that has ended. */
export async function benchTestRun(): Promise<boolean> {
  const product = await startProduct({ seed: 'none' });
  const { child } = await product.start();
  try {
    const ask = asking(product.base);
    await ask('POST', '/api/workflows', drip());
    const seconds: number[] = [];
    for (let turn = 0; turn < turns; turn += 1) seconds.push(await testRun(ask, turn));
    return printTable('test-run', `test-run: a drip of 90 days, ${weeks} mails, ${turns} times`, [
      secondsRow('POST /api/workflows/drip/test-runs to its end', seconds, mostSeconds),
    ]);
  } finally {
    await product.stop(child);
    product.remove();
  }
}

type Ask = (method: string, path: string, json?: unknown) => Promise<Record<string, unknown>>;

function asking(base: string): Ask {
  return async (method, path, json) => {
    const answer = await fetch(base + path, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} was answered with ${answer.status}: ${text}`);
    return JSON.parse(text) as Record<string, unknown>;
  };
}

/** @returns seconds until the run had ended, after all of its mails */
async function testRun(ask: Ask, turn: number): Promise<number> {
  const began = performance.now();
  const record = { firstName: 'Ann', lastName: `N${turn}`, email: `drip-${turn}@example.test` };
  const { id } = await ask('POST', '/api/workflows/drip/test-runs', { record });
  for (;;) {
    const { state, steps } = await ask('GET', `/api/runs/${id}`);
    const done = Array.isArray(steps) ? steps.length : 0;
    if (state === 'completed' && done === 2 * weeks) return (performance.now() - began) / 1000;
    if (state !== 'running' && state !== 'waiting') throw new Error(`The run is ${state} after ${done} steps.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function drip() {
  const last = weeks - 1;
  const steps = Array.from({ length: weeks }, (_, n) => [
    [
      `mail-${n}`,
      {
        type: 'send-email',
        config: { template: 'welcome', topic: 'newsletter' },
        next: { done: `wait-${n}`, skipped: null, rejected: null, error: null },
      },
    ],
    [
      `wait-${n}`,
      {
        type: 'wait',
        config: { for: n === last ? 'P6D' : 'P7D' },
        next: { done: n === last ? null : `mail-${n + 1}` },
      },
    ],
  ]);
  return {
    format: 1,
    key: 'drip',
    name: 'Drip',
    subject: 'lead',
    triggers: [{ id: 'hand', type: 'manual' }],
    start: 'mail-0',
    steps: Object.fromEntries(steps.flat()),
    layout: {},
    notes: [],
  };
}
