import pg from 'pg';

const parsers: Readonly<Record<number, (text: string) => unknown>> = {
  // int8, numeric: sums of money in minor units stay far below 2^53.
  20: Number,
  1700: Number,
  // date: a day has no time and no zone.
  1082: (text) => text,
  // int8[], numeric[]
  1016: numbers,
  1231: numbers,
};

function numbers(text: string): readonly (number | null)[] {
  const items = text.slice(1, -1);
  return items === '' ? [] : items.split(',').map((item) => (item === 'NULL' ? null : Number(item)));
}

/** How values of SQL results become JavaScript values; what is not listed as pg does it. */
export const sqlTypes: pg.CustomTypesConfig = {
  getTypeParser: (id: number, format?: string) => parsers[id] ?? pg.types.getTypeParser(id, format as 'text'),
};
