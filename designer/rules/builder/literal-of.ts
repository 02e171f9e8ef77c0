import type { Json } from '../../../domain/json.ts';
import type { Field } from '../../../domain/records/field.ts';
import { type Draft, fromDraft } from '../../records/field-draft.ts';
import type { OperandInfo, OperandKind } from './operand-info.ts';

/** A field for the values of what has none of its own: a count, an element of a list. */
const plainFields: Partial<Record<OperandKind, Field['kind']>> = {
  number: 'number',
  date: 'date',
  dateTime: 'dateTime',
};

/** The field whose control a value has, called as the control is; nothing of it is demanded. */
export function controlField(info: OperandInfo | null, label: string): Field {
  const {
    required: _,
    max: __,
    ...field
  } = info?.field ?? {
    key: 'value',
    kind: plainFields[info?.kind ?? 'unknown'] ?? 'text',
    label,
  };
  const kind = field.kind === 'longText' || field.kind === 'tags' ? 'text' : field.kind;
  return { ...field, kind, label, custom: true };
}

/** What a control holds as a literal; undefined where it is nothing yet, or none of its kind. */
export function literalOf(field: Field, draft: Draft): Json | undefined {
  const value = fromDraft(field, draft);
  if (value === null) return undefined;
  const isNumber = ['integer', 'number', 'percent', 'money'].includes(field.kind);
  return isNumber && typeof value !== 'number' ? undefined : value;
}

/** The items of a list from their texts: those that were there stay what they are, others become what the field has. */
export function itemsOf(field: Field, texts: readonly string[], before: readonly Json[]): readonly Json[] {
  return texts.flatMap((text) => {
    const known = before.find((item) => String(item) === text);
    const item = known ?? literalOf(field, text);
    return item === undefined ? [] : [item];
  });
}
