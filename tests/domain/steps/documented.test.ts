import { readFileSync } from 'node:fs';
import { catalogueOf } from '../../../domain/catalogue.ts';
import { fieldsOf } from '../../../domain/records/record-types.ts';
import { tableRows } from '../../harness/table-rows.ts';

const page = readFileSync(new URL('../../../docs/steps-and-triggers.md', import.meta.url), 'utf8');
const { steps, triggers } = catalogueOf({ fieldsOf, topics: [] });

/** The first cell of each row of a part of the page, with the outlets of steps. */
function rowsOf(part: string): string[] {
  const [, body = ''] = page.split(`## ${part}\n`);
  const rows = tableRows(body.split('\n## ')[0] ?? '');
  return rows.map((cells) => cells.slice(0, part === 'Steps' ? 3 : 1).join(' | '));
}

test('every step type and its outlets stand in docs/steps-and-triggers.md, and no others', () => {
  const expected = steps.map(
    ({ type, group, outlets }) => `\`${type}\` | ${group} | ${outlets.map(({ id }) => `\`${id}\``).join(' ') || '–'}`,
  );
  expect(rowsOf('Steps')).toEqual(expected);
});

test('every trigger type stands there, and no others', () => {
  expect(rowsOf('Triggers')).toEqual(triggers.map(({ type }) => `\`${type}\``));
});
