import { startProduct } from './product.ts';
import { printTable, type Row } from './table.ts';

/** `npm start` on an installed and built project to ready: in an empty home, and again; and resident memory half a minute later without work. */
export async function benchStart(): Promise<boolean> {
  const product = await startProduct({ seed: 'demo' });
  const rows: Row[] = [];
  try {
    const first = await product.start();
    rows.push({
      name: 'first npm start, empty home, to ready',
      ok: first.seconds < 10,
      figures: { figure: `${first.seconds.toFixed(1)} s`, target: '< 10 s' },
    });
    await product.stop(first.child);
    const { child, seconds } = await product.start();
    rows.push({
      name: 'npm start to ready',
      ok: seconds < 10,
      figures: { figure: `${seconds.toFixed(1)} s`, target: '< 10 s' },
    });
    await new Promise((resolve) => setTimeout(resolve, 30_000));
    const resident = product.residentMiB();
    rows.push({
      name: 'resident memory, idle',
      ok: resident < 900,
      figures: { figure: `${resident} MiB`, target: '< 900 MiB' },
    });
    await product.stop(child);
  } finally {
    product.remove();
  }
  return printTable('start', 'start', rows);
}
