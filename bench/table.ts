/** A line of a benchmark's table; `ok` says whether its target is met. */
export type Row = { readonly name: string; readonly ok: boolean; readonly figures: Readonly<Record<string, string>> };

/** Prints a table with its targets. @returns whether every target is met */
export function printTable(title: string, rows: readonly Row[]): boolean {
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
  process.stdout.write(`\n${title}\n${lines.join('\n')}\n`);
  return rows.every(({ ok }) => ok);
}
