import { isDateText, isDateTimeText } from '../../domain/logic/date-arithmetic.ts';
import { isStoredText } from '../../domain/records/stored-text.ts';
import { NotSearchable } from './not-searchable.ts';
import type { SqlKind } from './sql-value.ts';
import type { SqlWriter } from './sql-writer.ts';

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** How constants of a kind are passed: whether a value is one, and the SQL type. Other values equal none of the kind. */
const forms: {
  readonly [K in SqlKind]?: {
    readonly accepts: (value: unknown) => boolean;
    readonly type: (values: readonly unknown[]) => string;
  };
} = {
  text: { accepts: isText, type: () => 'text' },
  uuid: { accepts: (value) => typeof value === 'string' && uuid.test(value), type: () => 'uuid' },
  integer: { accepts: isNumber, type: numberType },
  number: { accepts: isNumber, type: () => 'float8' },
  boolean: { accepts: (value) => typeof value === 'boolean', type: () => 'boolean' },
  date: { accepts: isDateText, type: () => 'date' },
  dateTime: { accepts: isDateTimeText, type: () => 'timestamptz' },
  tags: { accepts: (value) => Array.isArray(value) && value.every(isText), type: () => 'text[]' },
};

/** The placeholder of a constant that stands beside an expression of a kind, undefined when it equals none of the kind. */
export function bindAs(kind: SqlKind, value: unknown, writer: SqlWriter): string | undefined {
  const form = forms[kind];
  return form?.accepts(value) === true ? writer.bind(value, form.type([value])) : undefined;
}

/** The placeholder of those constants of a list that can equal an expression of the kind. */
export function bindList(kind: SqlKind, values: readonly unknown[], writer: SqlWriter): string | undefined {
  const form = forms[kind];
  const fitting = form === undefined ? [] : values.filter(form.accepts);
  return form === undefined || fitting.length === 0 ? undefined : writer.bind(fitting, `${form.type(fitting)}[]`);
}

/** The kind that a constant has by itself. */
export function kindOfConstant(value: unknown, at: string): SqlKind {
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number') return Number.isSafeInteger(value) ? 'integer' : 'number';
  if (typeof value === 'boolean') return 'boolean';
  throw new NotSearchable(at, 'A search cannot use a list or object here.');
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && isStoredText(value);
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

function numberType(values: readonly unknown[]): string {
  return values.every((value) => Number.isSafeInteger(value)) ? 'int8' : 'float8';
}
