import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Draft, draft } from './definitions.ts';

/** A definition that is refused at publish, with the error that it must have at a place. */
export type InvalidDefinition = {
  readonly what: string;
  readonly definition: Draft;
  readonly code: string;
  readonly path: string;
};

/** A row of the fixture: JSON pointers into the valid definition with their values; one that begins with `-` is removed. */
type Row = {
  readonly what: string;
  readonly change: Readonly<Record<string, unknown>>;
  readonly code: string;
  readonly path: string;
};

const rows: readonly Row[] = JSON.parse(
  readFileSync(join(process.cwd(), 'tests/fixtures/invalid-definitions.json'), 'utf8'),
);
const steps = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`s${n}`, { type: 'end' }]));
const status = { var: 'record.status' };
const nested = (depth: number): object => (depth === 0 ? { '==': [status, 'hot'] } : { '!': [nested(depth - 1)] });

/** Those that are too large to be written down. */
const large: readonly Row[] = [
  { what: '501 steps', change: { '/steps': steps(501) }, code: 'too-many-steps', path: '/steps' },
  {
    what: 'rule 40 deep',
    change: { '/steps/check/config/when': nested(40) },
    code: 'rule-too-deep',
    path: '/steps/check/config/when',
  },
  {
    what: 'rule of 700 parts',
    change: {
      '/steps/check/config/when': { or: Array.from({ length: 230 }, (_, n) => ({ '==': [status, `s${n}`] })) },
    },
    code: 'rule-too-large',
    path: '/steps/check/config/when',
  },
];

export const invalidDefinitions: readonly InvalidDefinition[] = [...rows, ...large].map(({ change, ...row }) => ({
  ...row,
  definition: changed(change),
}));

function changed(change: Row['change']): Draft {
  return draft((definition) => {
    for (const [place, value] of Object.entries(change)) {
      const removes = place.startsWith('-');
      const keys = place
        .slice(removes ? 2 : 1)
        .split('/')
        .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
      const last = keys.pop() ?? '';
      const holder = keys.reduce((at, key) => at[key], definition);
      if (removes) delete holder[last];
      else holder[last] = value;
    }
  });
}
