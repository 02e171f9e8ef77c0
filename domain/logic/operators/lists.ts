import type { Json } from '../../json.ts';
import type { OperatorInfo } from '../operator-info.ts';

const status: Json = { var: 'record.status' };
const quantifier = {
  kind: 'iteration',
  group: 'list',
  min: 2,
  max: 2,
  arguments: ['list', 'element'],
  result: 'boolean',
} as const;

/** Operators over lists. */
export const listOperators = {
  in: {
    kind: 'fixed',
    group: 'list',
    label: 'is one of',
    min: 2,
    max: 2,
    arguments: ['any', 'container'],
    result: 'boolean',
    doc: 'Whether a list has the value, or a text the part (capital and small letters differ).',
    example: { in: [{ var: 'record.country' }, ['PL', 'DE']] },
  },
  merge: {
    kind: 'variadic',
    group: 'list',
    label: 'merged list of',
    min: 0,
    max: null,
    arguments: ['any'],
    result: 'list',
    doc: 'One list of all arguments, lists by their items.',
    example: { merge: [{ var: 'record.tags' }, ['vip']] },
  },
  map: {
    ...quantifier,
    label: 'each of',
    result: 'element',
    doc: 'The list of what the rule gives for each element.',
    example: { map: [{ var: 'record.lines' }, { var: 'quantity' }] },
  },
  filter: {
    ...quantifier,
    label: 'those of',
    result: 'list',
    doc: 'The elements for which the rule is true.',
    example: { filter: [{ var: 'record.lines' }, { '>': [{ var: 'quantity' }, 1] }] },
  },
  reduce: {
    ...quantifier,
    label: 'reduced',
    max: 3,
    arguments: ['list', 'element', 'any'],
    result: 'any',
    doc: 'Folds a list: the rule sees `current` and `accumulator`; the third argument is where it starts.',
    example: { reduce: [{ var: 'record.lines' }, { '+': [{ var: 'accumulator' }, { var: 'current.quantity' }] }, 0] },
  },
  all: {
    ...quantifier,
    label: 'all of the list',
    doc: 'Whether the rule is true for every element; false for the empty list.',
    example: { all: [{ var: 'record.lines' }, { '>': [{ var: 'quantity' }, 0] }] },
  },
  none: {
    ...quantifier,
    label: 'none of the list',
    doc: 'Whether the rule is true for no element.',
    example: { none: [{ var: 'record.lines' }, { '>': [{ var: 'discountPercent' }, 20] }] },
  },
  some: {
    ...quantifier,
    min: 1,
    label: 'some of the list',
    doc: 'Whether the rule is true for an element. With the name of a relation first: for a related record, which the rule sees as `record`.',
    example: { some: ['cases', { '==': [status, 'open'] }] },
  },
} as const satisfies Readonly<Record<string, OperatorInfo>>;
