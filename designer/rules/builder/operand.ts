import type { Json } from '../../../domain/json.ts';
import { operationOf } from './query.ts';

/**
 * What a line reads, as one text: a path; `daysSince:PATH`, `inCurrency:EUR:PATH`, `dateAdd:DURATION:PATH`;
 * `count:RELATION`, `sum:RELATION:FIELD`, `some:RELATION`; `performed`, `reachable`, `inSegment`, `missing`; `raw`.
 */
export type OperandParts = {
  readonly kind: 'path' | 'daysSince' | 'inCurrency' | 'dateAdd' | 'count' | 'sum' | 'some' | LookupKey | 'raw';
  readonly path: string;
  /** Relation, currency or duration. */
  readonly by: string;
};

const lookupKeys = ['performed', 'reachable', 'inSegment', 'missing'] as const;
type LookupKey = (typeof lookupKeys)[number];

const around = ['inCurrency', 'dateAdd', 'sum'] as const;
const over = ['count', 'some'] as const;

/** The parts of an operand's text. */
export function operandParts(operand: string): OperandParts {
  const [head = '', ...rest] = operand.split(':');
  if (rest.length === 0) {
    const kind = [...lookupKeys, 'raw' as const].find((key) => key === head);
    return kind === undefined ? { kind: 'path', path: operand, by: '' } : { kind, path: '', by: '' };
  }
  if (head === 'daysSince') return { kind: 'daysSince', path: rest.join(':'), by: '' };
  const wrapper = around.find((key) => key === head);
  if (wrapper !== undefined) return { kind: wrapper, by: rest[0] ?? '', path: rest.slice(1).join(':') };
  const aggregate = over.find((key) => key === head);
  return aggregate === undefined
    ? { kind: 'path', path: operand, by: '' }
    : { kind: aggregate, by: rest.join(':'), path: '' };
}

/** An operand as the text that stands for it; null for what has none. */
export function operandOf(node: Json | undefined): string | null {
  const [operator, argument] = operationOf(node) ?? [];
  if (operator === 'var') return typeof argument === 'string' ? argument : null;
  if (operator === 'daysSince') {
    const path = operandOf(argument);
    return path === null ? null : `daysSince:${path}`;
  }
  if ((operator !== 'inCurrency' && operator !== 'dateAdd') || !Array.isArray(argument)) return null;
  const path = operandOf(argument[0]);
  const [, by] = argument;
  return path === null || typeof by !== 'string' ? null : `${operator}:${by}:${path}`;
}

/** The operation of an operand's text. Lookups that hold a rule are written with their line. */
export function nodeOf(operand: string): Json {
  const { kind, path, by } = operandParts(operand);
  if (kind === 'daysSince') return { daysSince: { var: path } };
  if (kind === 'inCurrency' || kind === 'dateAdd') return { [kind]: [{ var: path }, by] };
  return { var: operand };
}

/** The field that `changed` names, of the operand that reads it. */
export function changedField(operand: string): string | null {
  const key = operand.startsWith('record.') ? operand.slice('record.'.length) : '';
  return key === '' || key.includes('.') ? null : key;
}
