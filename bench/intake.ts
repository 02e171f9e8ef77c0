import { apiKey, startProduct } from './product.ts';
import { printTable } from './table.ts';

const records = 3000;
const writers = 16;

/** Records a second through the API, one request each, and the 99th percentile of an answer. */
export async function benchIntake(): Promise<boolean> {
  const product = await startProduct({ seed: 'none' });
  const { child } = await product.start();
  try {
    const times: number[] = [];
    let next = 0;
    const began = performance.now();
    const writer = async () => {
      while (next < records) {
        const n = next++;
        const asked = performance.now();
        const answer = await fetch(`${product.base}/api/records/lead`, {
          method: 'POST',
          headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
          body: JSON.stringify({
            firstName: 'Ann',
            lastName: `N${n}`,
            email: `intake-${n}@example.test`,
            source: 'bench',
          }),
        });
        await answer.text();
        if (answer.status !== 201) throw new Error(`A record was answered with ${answer.status}.`);
        times.push(performance.now() - asked);
      }
    };
    await Promise.all(Array.from({ length: writers }, writer));
    const perSecond = records / ((performance.now() - began) / 1000);
    times.sort((a, b) => a - b);
    const at = (share: number) => `${(times[Math.floor(times.length * share)] ?? 0).toFixed(0)} ms`;
    return printTable('intake', `intake: ${records} leads, ${writers} at a time`, [
      {
        name: 'POST /api/records/lead',
        ok: true,
        figures: { 'records/s': perSecond.toFixed(0), p50: at(0.5), p99: at(0.99) },
      },
    ]);
  } finally {
    await product.stop(child);
    product.remove();
  }
}
