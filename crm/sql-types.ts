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
  // timestamptz
  1184: instant,
};

const anyInstant = pg.types.getTypeParser(1184, 'text');
const utcInstant = /^[1-9]\d{3}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,3})?\+00$/;

/** Connections speak UTC, and columns have milliseconds: nearly all instants are of that one form, which is read fast. */
function instant(text: string): unknown {
  if (!utcInstant.test(text)) return anyInstant(text);
  let ms = 0;
  for (let at = 20, weight = 100; at < text.length - 3; at += 1, weight /= 10) ms += digit(text, at) * weight;
  const year = two(text, 0) * 100 + two(text, 2);
  return new Date(Date.UTC(year, two(text, 5) - 1, two(text, 8), two(text, 11), two(text, 14), two(text, 17), ms));
}

const digit = (text: string, at: number) => text.charCodeAt(at) - 48;
const two = (text: string, at: number) => digit(text, at) * 10 + digit(text, at + 1);

function numbers(text: string): readonly (number | null)[] {
  const items = text.slice(1, -1);
  return items === '' ? [] : items.split(',').map((item) => (item === 'NULL' ? null : Number(item)));
}

/** How values of SQL results become JavaScript values; what is not listed as pg does it. */
export const sqlTypes: pg.CustomTypesConfig = {
  getTypeParser: (id: number, format?: string) => parsers[id] ?? pg.types.getTypeParser(id, format as 'text'),
};
