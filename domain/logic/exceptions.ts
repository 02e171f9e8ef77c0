import type { ErrorCode } from '../errors.ts';
import type { Json } from '../json.ts';

/** One way in which rules mean something else than `json-logic-js` gives. */
export type LogicException = {
  readonly id: string;
  readonly operators: readonly string[];
  readonly text: string;
  readonly why: string;
  /** What the rule gives here, or the code with which it is refused. */
  readonly example: { readonly rule: Json; readonly data: Json } & (
    | { readonly here: Json }
    | { readonly refused: ErrorCode }
  );
};

/**
 * The exceptions from `json-logic-js` 2.0.5, all of them. A differential test checks that both agree everywhere else.
 */
export const logicExceptions: readonly LogicException[] = [
  {
    id: 'missing-has-no-order',
    operators: ['<', '<=', '>', '>='],
    text: 'With a missing or null operand an order comparison is false.',
    why: 'A lead without an age is not younger than 18.',
    example: { rule: { '<': [{ var: 'age' }, 18] }, data: {}, here: false },
  },
  {
    id: 'order-of-lists',
    operators: ['<', '<=', '>', '>='],
    text: 'Lists and objects have no order: false. Texts are ordered by code point.',
    why: 'The same order as in the database.',
    example: { rule: { '<': [[1], [2]] }, data: {}, here: false },
  },
  {
    id: 'content-equality',
    operators: ['==', '===', '!=', '!==', 'in', 'contains'],
    text: 'Lists and objects are equal when their content is, and equal nothing else.',
    why: 'Values come from JSON, where identity means nothing.',
    example: { rule: { '==': [{ var: 'a' }, ['x']] }, data: { a: ['x'] }, here: true },
  },
  {
    id: 'arithmetic-is-json',
    operators: ['+', '-', '*', '/', '%', 'min', 'max'],
    text: 'Where an operand is missing, null, a list or an object, or an operand or the result is no finite number or of a size beyond 1e100 (or, 0 aside, below 1e-100), the result is null; there is no -0. One operand of * becomes a number as with +.',
    why: 'NaN and infinity are no JSON values, a missing amount is not 0, and the database refuses to overflow.',
    example: { rule: { '/': [1, 0] }, data: {}, here: null },
  },
  {
    id: 'extremes-skip-missing',
    operators: ['min', 'max'],
    text: 'Missing operands are left out, and one list stands for its items.',
    why: 'So they mean the same as in the database, and work on lists.',
    example: { rule: { max: { var: 'scores' } }, data: { scores: [3, 7, null] }, here: 7 },
  },
  {
    id: 'own-keys',
    operators: ['var', 'missing', 'missing_some'],
    text: 'A path reads own keys of objects and lists only.',
    why: 'Nothing inherited, such as constructor, is ever seen.',
    example: { rule: { var: 'name.constructor' }, data: { name: 'Ann' }, here: null },
  },
  {
    id: 'part-of-text',
    operators: ['in'],
    text: 'A missing value, a list or an object is in no text, and only lists and texts contain anything.',
    why: '"null" would be found in a text that has these letters.',
    example: { rule: { in: [null, 'nullable'] }, data: {}, here: false },
  },
  {
    id: 'text-of-missing',
    operators: ['substr'],
    text: 'The text of a missing value is empty; characters are code points.',
    why: 'Not the letters "null", and no half characters.',
    example: { rule: { substr: [{ var: 'name' }, 0, 2] }, data: {}, here: '' },
  },
  {
    id: 'structure',
    operators: [],
    text: 'An object with no or several keys, an unknown operator and a wrong number of arguments are refused.',
    why: 'As data, such an object would count as true, and the rule would always match.',
    example: { rule: { and: [true], or: [false] }, data: {}, refused: 'invalid-rule' },
  },
  {
    id: 'limits',
    operators: ['map', 'filter', 'reduce', 'all', 'none', 'some', 'merge', 'cat'],
    text: 'Rules over 500 parts or 32 levels are refused; lists over 1,000 items, texts over 65,536 characters and more than 100,000 visits of elements end the evaluation.',
    why: 'A rule must not hold up the others.',
    example: {
      rule: { reduce: [[...Array(26).keys()], { cat: [{ var: 'accumulator' }, { var: 'accumulator' }] }, 'x'] },
      data: {},
      refused: 'rule-too-costly',
    },
  },
];
