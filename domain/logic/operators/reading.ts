import type { OperatorInfo } from '../operator-info.ts';

/** Operators that read the data. */
export const readingOperators = {
  var: {
    kind: 'read',
    group: 'data',
    label: 'value of',
    min: 0,
    max: 2,
    arguments: ['path', 'any'],
    result: 'any',
    doc: 'The value at a path, or the second argument (default null) where there is none. Reads own keys only.',
    example: { var: ['record.company', 'unknown'] },
  },
  missing: {
    kind: 'read',
    group: 'data',
    label: 'missing of',
    min: 0,
    max: null,
    arguments: ['path'],
    result: 'list',
    doc: 'The list of those paths whose value is missing, null or the empty text.',
    example: { missing: ['record.email', 'record.phone'] },
  },
  missing_some: {
    kind: 'read',
    group: 'data',
    label: 'missing of, at least',
    min: 2,
    max: 2,
    arguments: ['number', 'path'],
    result: 'list',
    doc: 'The empty list when at least so many of the paths have a value, else the list of the missing ones.',
    example: { missing_some: [1, ['record.email', 'record.phone']] },
  },
} as const satisfies Readonly<Record<string, OperatorInfo>>;
