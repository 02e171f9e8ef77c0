import { stringify } from 'csv-stringify/sync';
import { durationMetrics } from '../../domain/cases/measure-case.ts';
import type { CaseReport } from './report-cases.ts';

type Row = CaseReport['groups'][number];

/**
 * A report as CSV (RFC 4180, UTF-8): a line for each group and one for all, times in seconds, money in minor units. Texts that a
 * spreadsheet would take for a formula get an apostrophe in front.
 */
export function reportCsv({ groups, total }: CaseReport): string {
  const rows: Row[] = [...groups, { key: 'total', name: 'Total', ...total }];
  const statuses = [...new Set(rows.flatMap(({ timeInStatus }) => Object.keys(timeInStatus)))].sort();
  const levels = [...new Set(rows.flatMap(({ escalations }) => Object.keys(escalations.byLevel)))].sort();
  const currencies = [...new Set(rows.flatMap(({ cost }) => Object.keys(cost.byCurrency)))].sort();
  const lines = rows.map((row) => ({
    key: row.key ?? '',
    name: row.name ?? '',
    ...Object.fromEntries(durationMetrics.flatMap((metric) => lengthCells(metric, row[metric]))),
    ...Object.fromEntries(statuses.flatMap((status) => lengthCells(`status ${status}`, row.timeInStatus[status]))),
    closed: row.closed,
    selfClosed: row.selfClosed,
    escalations: row.escalations.count,
    ...Object.fromEntries(levels.map((level) => [`level ${level}`, row.escalations.byLevel[level] ?? 0])),
    reopened: row.reopened,
    'cost minutes': row.cost.minutes,
    ...Object.fromEntries(
      currencies.flatMap((currency) => [
        [`cost ${currency}`, row.cost.byCurrency[currency]?.total ?? 0],
        [`cost per case ${currency}`, row.cost.byCurrency[currency]?.perCase ?? 0],
      ]),
    ),
    portalSeconds: row.portalSeconds,
    portalResolved: row.portalResolved,
  }));
  return stringify(lines, { header: true, escape_formulas: true, bom: false });
}

function lengthCells(name: string, length: Row['age'] | undefined): [string, number | string][] {
  return [
    [`${name} count`, length?.count ?? 0],
    [`${name} wall`, length?.wallSeconds ?? 0],
    [`${name} wall average`, length?.wallAverage ?? ''],
    [`${name} business`, length?.businessSeconds ?? 0],
    [`${name} business average`, length?.businessAverage ?? ''],
  ];
}
