import type { OperatorKey } from '../../../domain/logic/operators.ts';
import { type FieldKind, fieldKinds } from '../../../domain/records/field.ts';

type Cells = { readonly [O in OperatorKey]?: readonly FieldKind[] };

const but = (...kinds: readonly FieldKind[]) => fieldKinds.filter((kind) => !kinds.includes(kind));
const numbers: readonly FieldKind[] = ['integer', 'number', 'percent', 'money'];
const noTexts: readonly FieldKind[] = [...numbers, 'boolean', 'date', 'dateTime', 'lines', 'json'];

/** Kinds for which every use of the operator is refused: it has no meaning for them, or no exact form in SQL. */
export const refusedCells: Cells = {
  '<': ['boolean', 'tags', 'lines'],
  '<=': ['boolean', 'tags', 'lines'],
  '>': ['boolean', 'tags', 'lines'],
  '>=': ['boolean', 'tags', 'lines'],
  '+': but(...numbers),
  '-': but(...numbers),
  '*': but(...numbers),
  '/': but(...numbers),
  '%': but('integer', 'money'),
  min: but(...numbers),
  max: but(...numbers),
  in: ['lines'],
  contains: noTexts,
  startsWith: [...noTexts, 'tags'],
  cat: ['number', 'percent', 'lines', 'json'],
  substr: [...noTexts, 'tags'],
  merge: fieldKinds,
  map: fieldKinds,
  filter: fieldKinds,
  reduce: fieldKinds,
  all: but('tags', 'lines'),
  none: but('tags', 'lines'),
  some: but('tags', 'lines'),
  daysSince: but('date', 'dateTime'),
  dateAdd: but('date', 'dateTime'),
  changed: fieldKinds,
  changedTo: fieldKinds,
  changedFrom: fieldKinds,
};

/** Kinds for which some uses are refused: defaults of related fields, literal objects, values of unknown type. */
export const partlyRefusedCells: Cells = {
  var: fieldKinds,
  '==': ['lines', 'json'],
  '===': ['lines', 'json'],
  '!=': ['lines', 'json'],
  '!==': ['lines', 'json'],
  '<': ['json'],
  '<=': ['json'],
  '>': ['json'],
  '>=': ['json'],
  if: ['tags', 'lines', 'json'],
  '?:': ['tags', 'lines', 'json'],
  and: ['tags', 'lines', 'json'],
  or: ['tags', 'lines', 'json'],
  in: [...numbers, 'boolean', 'date', 'dateTime', 'tags', 'json'],
  contains: ['tags'],
  dateAdd: ['date'],
};
