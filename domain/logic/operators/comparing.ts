import type { Json } from '../../json.ts';
import type { OperatorInfo } from '../operator-info.ts';

const status: Json = { var: 'record.status' };
const compare = { kind: 'fixed', group: 'compare', min: 2, max: 2, result: 'boolean' } as const;
const between = { ...compare, max: 3, arguments: ['comparable'] } as const;
const logic = { kind: 'lazy', group: 'logic', min: 1, max: null, arguments: ['any'] } as const;

/** Comparisons and the logic that joins them. */
export const comparingOperators = {
  '==': {
    ...compare,
    label: 'is',
    arguments: ['any'],
    doc: 'Equal. Null equals only null; lists are compared by content.',
    example: { '==': [status, 'hot'] },
  },
  '===': {
    ...compare,
    label: 'is exactly',
    arguments: ['any'],
    doc: 'Equal and of the same type.',
    example: { '===': [status, 'hot'] },
  },
  '!=': {
    ...compare,
    label: 'is not',
    arguments: ['any'],
    doc: 'Not equal; true also when one side is missing.',
    example: { '!=': [status, 'junk'] },
  },
  '!==': {
    ...compare,
    label: 'is not exactly',
    arguments: ['any'],
    doc: 'Not equal or of another type.',
    example: { '!==': [status, 'junk'] },
  },
  '<': {
    ...between,
    label: 'is less than',
    doc: 'Less; with three arguments, between without the ends. False when one is missing.',
    example: { '<': [{ var: 'record.score' }, 18] },
  },
  '<=': {
    ...between,
    label: 'is at most',
    doc: 'Less or equal; with three arguments, between with the ends. False when one is missing.',
    example: { '<=': [1, { var: 'record.score' }, 10] },
  },
  '>': {
    ...between,
    max: 2,
    label: 'is greater than',
    doc: 'Greater. False when one is missing.',
    example: { '>': [{ var: 'record.score' }, 10] },
  },
  '>=': {
    ...between,
    max: 2,
    label: 'is at least',
    doc: 'Greater or equal. False when one is missing.',
    example: { '>=': [{ var: 'record.score' }, 10] },
  },
  if: {
    ...logic,
    min: 0,
    label: 'if',
    result: 'argument',
    doc: 'Condition, value, condition, value, …, value otherwise (default null).',
    example: { if: [{ '>': [{ var: 'record.score' }, 50] }, 'hot', 'cold'] },
  },
  '?:': {
    ...logic,
    label: 'if',
    min: 3,
    max: 3,
    result: 'argument',
    doc: 'The same as `if` with three arguments.',
    example: { '?:': [true, 'yes', 'no'] },
  },
  and: {
    ...logic,
    label: 'all of',
    result: 'argument',
    doc: 'The first argument that counts as false, else the last.',
    example: { and: [{ '==': [status, 'hot'] }, { '!!': { var: 'record.email' } }] },
  },
  or: {
    ...logic,
    label: 'any of',
    result: 'argument',
    doc: 'The first argument that counts as true, else the last.',
    example: { or: [{ '==': [status, 'hot'] }, { '==': [status, 'new'] }] },
  },
  '!': {
    kind: 'fixed',
    group: 'logic',
    label: 'not',
    min: 1,
    max: 1,
    arguments: ['any'],
    result: 'boolean',
    doc: 'Whether the argument counts as false: null, false, 0, "" and the empty list do.',
    example: { '!': { var: 'record.email' } },
  },
  '!!': {
    kind: 'fixed',
    group: 'logic',
    label: 'has a value',
    min: 1,
    max: 1,
    arguments: ['any'],
    result: 'boolean',
    doc: 'Whether the argument counts as true.',
    example: { '!!': { var: 'record.email' } },
  },
} as const satisfies Readonly<Record<string, OperatorInfo>>;
