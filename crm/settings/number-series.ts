import { AppError } from '../../domain/errors.ts';
import {
  aroundNumber,
  checkSeries,
  numberBy,
  numberedTypes,
  presetSeries,
  type SeriesRule,
} from '../../domain/records/number-series.ts';
import { type RecordTypeKey, recordTypes } from '../../domain/records/record-types.ts';
import type { Queryable, Tx } from '../database.ts';
import { companyYear } from '../records/numbers.ts';

/** A series with the number that the next record gets. */
export type NumberSeries = SeriesRule & {
  readonly type: RecordTypeKey;
  readonly next: number;
  /** What the next one looks like. */
  readonly sample: string;
};

type Row = { key: string; pattern: string; yearly: boolean; period: number | null; next: number };

/** The series of all types that have numbers. */
export async function listSeries(db: Queryable, now: Date): Promise<NumberSeries[]> {
  const year = await companyYear(db, now);
  const rows = await db.query<Row>('SELECT key, pattern, yearly, period, next FROM number_series');
  return numberedTypes.map((type) => {
    const row = rows.find(({ key }) => key === type) ?? { ...presetSeries(type), period: null, next: 1 };
    return shown(type, row, year);
  });
}

function shown(type: RecordTypeKey, { pattern, yearly, period, next }: Omit<Row, 'key'>, year: number): NumberSeries {
  const begins = yearly && period !== null && period < year;
  const following = begins ? 1 : next;
  const of = Math.max(period ?? year, year);
  return { type, pattern, yearly, next: following, sample: numberBy(pattern, { year: of, next: following }) };
}

export type SeriesChange = { readonly pattern: string; readonly yearly: boolean; readonly next?: number | undefined };

/**
 * Changes a series; without `next` the numbers go on where they are. Records that are created meanwhile wait.
 * @throws AppError invalid: a pattern that is none; a next number that some record has, or that comes before one
 */
export async function changeSeries(
  tx: Tx,
  type: RecordTypeKey,
  { pattern, yearly, next }: SeriesChange,
  now: Date,
): Promise<{ readonly before: NumberSeries; readonly after: NumberSeries }> {
  const issues = checkSeries({ pattern, yearly });
  if (issues.length > 0) throw new AppError('invalid', { issues });
  const year = await companyYear(tx, now);
  const preset = presetSeries(type);
  await tx.query(
    `INSERT INTO number_series (key, pattern, yearly, period, next) VALUES ($1, $2, $3, $4, 1) ON CONFLICT (key) DO NOTHING`,
    [type, preset.pattern, preset.yearly, year],
  );
  const [row] = await tx.query<Row>(
    'SELECT key, pattern, yearly, period, next FROM number_series WHERE key = $1 FOR UPDATE',
    [type],
  );
  const before = shown(type, row ?? { ...preset, period: year, next: 1 }, year);
  const period = Math.max(row?.period ?? year, year);
  const following = next ?? before.next;
  await refuseTaken(tx, type, { ...aroundNumber(pattern, period), next: following });
  await tx.query('UPDATE number_series SET pattern = $2, yearly = $3, period = $4, next = $5 WHERE key = $1', [
    type,
    pattern,
    yearly,
    period,
    following,
  ]);
  return { before, after: shown(type, { pattern, yearly, period, next: following }, year) };
}

/** Numbers only grow: a gap left behind may be wanted, a number twice never is. */
async function refuseTaken(
  tx: Tx,
  type: RecordTypeKey,
  { before, after, next }: { before: string; after: string; next: number },
): Promise<void> {
  const [row] = await tx.query<{ highest: string | null }>(
    `SELECT max(substr(number, length($1::text) + 1, length(number) - length($1::text) - length($2::text))::numeric)::text AS highest
     FROM "${recordTypes[type].table}"
     WHERE starts_with(number, $1::text) AND right(number, length($2::text)) = $2::text AND length(number) > length($1::text) + length($2::text)
       AND substr(number, length($1::text) + 1, length(number) - length($1::text) - length($2::text)) ~ '^[0-9]{1,15}$'`,
    [before, after],
  );
  const highest = Number(row?.highest ?? 0);
  if (next > highest) return;
  const message = `There is number ${highest} already: the next one is ${highest + 1} or more.`;
  throw new AppError('invalid', {
    detail: message,
    issues: [
      { severity: 'error', code: 'number-taken', path: '/next', message, params: { highest, least: highest + 1 } },
    ],
  });
}
