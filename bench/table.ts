import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { root } from '../bin/setup/project.js';

/** A line of a benchmark's table; `ok` says whether its target is met. */
export type Row = { readonly name: string; readonly ok: boolean; readonly figures: Readonly<Record<string, string>> };

/** Prints a table with its targets, and with `--save` keeps it as the baseline `name`. @returns whether every target is met */
export function printTable(name: string, title: string, rows: readonly Row[]): boolean {
  const heads = [...new Set(rows.flatMap(({ figures }) => Object.keys(figures)))];
  const cells = [
    ['', ...heads, ''],
    ...rows.map(({ name, ok, figures }) => [name, ...heads.map((head) => figures[head] ?? ''), ok ? 'ok' : 'MISSED']),
  ];
  const widths = cells[0]?.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length))) ?? [];
  const lines = cells.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  const table = `${title}\n${lines.join('\n')}\n`;
  process.stdout.write(`\n${table}`);
  if (process.argv.includes('--save')) writeFileSync(baseline(name), `${machine()}\n\n${table}`);
  return rows.every(({ ok }) => ok);
}

/** Seconds of several turns as a row: the slowest has to stay under the target. */
export function secondsRow(name: string, seconds: readonly number[], mostSeconds: number): Row {
  const slowest = Math.max(...seconds);
  return {
    name,
    ok: slowest < mostSeconds,
    figures: {
      fastest: `${Math.min(...seconds).toFixed(2)} s`,
      slowest: `${slowest.toFixed(2)} s`,
      target: `< ${mostSeconds} s`,
    },
  };
}

const baseline = (name: string) => join(root, 'bench', 'baselines', `${name}.txt`);

const machine = () =>
  `${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}`;
