import type { OperatorInfo } from '../operator-info.ts';

const number = { group: 'number', arguments: ['number'], result: 'number' } as const;

/** Arithmetic. */
export const calculatingOperators = {
  '+': {
    ...number,
    kind: 'variadic',
    label: 'plus',
    min: 1,
    max: null,
    doc: 'Sum; null when an operand is missing or no number.',
    example: { '+': [{ var: 'record.score' }, 5] },
  },
  '-': {
    ...number,
    kind: 'fixed',
    label: 'minus',
    min: 1,
    max: 2,
    doc: 'Difference, or the opposite of one operand; null when one is missing or no number.',
    example: { '-': [{ var: 'record.score' }, 5] },
  },
  '*': {
    ...number,
    kind: 'variadic',
    label: 'times',
    min: 1,
    max: null,
    doc: 'Product; null when an operand is missing or no number.',
    example: { '*': [{ var: 'record.score' }, 2] },
  },
  '/': {
    ...number,
    kind: 'fixed',
    label: 'divided by',
    min: 2,
    max: 2,
    doc: 'Quotient; null when an operand is missing, no number, or the divisor is 0.',
    example: { '/': [{ var: 'record.score' }, 2] },
  },
  '%': {
    ...number,
    kind: 'fixed',
    label: 'remainder of division by',
    min: 2,
    max: 2,
    doc: 'Remainder with the sign of the dividend; null as for `/`.',
    example: { '%': [{ var: 'record.score' }, 10] },
  },
  min: {
    ...number,
    kind: 'variadic',
    label: 'smallest of',
    min: 1,
    max: null,
    doc: 'Smallest number; missing ones are left out; one list stands for its items; null when nothing is left.',
    example: { min: [{ var: 'record.score' }, 100] },
  },
  max: {
    ...number,
    kind: 'variadic',
    label: 'largest of',
    min: 1,
    max: null,
    doc: 'Largest number; missing ones are left out; one list stands for its items; null when nothing is left.',
    example: { max: [{ var: 'record.score' }, 0] },
  },
} as const satisfies Readonly<Record<string, OperatorInfo>>;
