import { NativeSelect, Select } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FieldSelectorProps, OperatorSelectorProps, RuleType } from 'react-querybuilder';
import { useBuilder, withRow } from './builder-context.ts';
import { operandInfo } from './operand-info.ts';
import { operandName, operatorName, rootName } from './operand-words.ts';
import type { OperandGroup } from './operands-in.ts';
import { operandsIn } from './operands-in.ts';
import type { Row } from './query.ts';
import { operatorsFor, valueAfter } from './row-operators.ts';

/** The line that the library hands to a control: it is ours. */
export const rowIn = (rule: RuleType): Row => rule as Row;

type OperandSelectProps = {
  readonly label: string;
  readonly value: string | null;
  readonly groups: readonly OperandGroup[];
  readonly onChange: (operand: string) => void;
};

/** Chooses what is read: from what there is, or by a path that is typed and leads somewhere. */
export function OperandSelect({ label, value, groups, onChange }: OperandSelectProps) {
  const { t } = useTranslation();
  const { scope, words, disabled } = useBuilder();
  const [typed, setTyped] = useState('');
  const listed = useMemo(
    () =>
      groups.map(({ root, operands }) => ({
        // The person of a record may be a related record as well: two groups of one name would be one to the list.
        group: root.includes('.') ? t('builder.related', { relation: rootName(root, words) }) : rootName(root, words),
        items: operands.map((operand) => ({ value: operand, label: operandName(operand, scope, words) })),
      })),
    [groups, scope, words, t],
  );
  const known = new Set(groups.flatMap(({ operands }) => operands));
  const isPath = typed.includes('.') && !known.has(typed) && operandInfo(typed, scope) !== null;
  const extra = [
    ...(value !== null && !known.has(value) ? [value] : []),
    ...(isPath && typed !== value ? [typed] : []),
  ];
  const others = extra.map((operand) => ({ value: operand, label: nameOf(operand) }));
  function nameOf(operand: string): string {
    const name = operandName(operand, scope, words);
    return operand === typed && operand !== value ? `${name} (${operand})` : name;
  }
  return (
    <Select
      label={label}
      className="builder-operand"
      searchable
      allowDeselect={false}
      disabled={disabled}
      value={value}
      data={others.length > 0 ? [{ group: t('builder.group.other'), items: others }, ...listed] : listed}
      nothingFoundMessage={t('builder.nothingFound')}
      comboboxProps={{ width: 'max-content', position: 'bottom-start' }}
      onFocus={(event) => event.currentTarget.select()}
      onClick={(event) => event.currentTarget.select()}
      onSearchChange={setTyped}
      onChange={(operand) => operand !== null && operand !== value && onChange(operand)}
    />
  );
}

/** What a line reads. */
export function RowField({ rule, path }: FieldSelectorProps) {
  const { t } = useTranslation();
  const { query, scope, onChange } = useBuilder();
  const groups = useMemo(() => operandsIn(scope), [scope]);
  const row = rowIn(rule);
  if (row.field === 'raw') return null;
  return (
    <OperandSelect
      label={t('builder.field')}
      value={row.field}
      groups={groups}
      onChange={(field) =>
        onChange(withRow(query, path, { ...row, field, operator: operatorsFor(field, scope)[0] ?? '==', value: {} }))
      }
    />
  );
}

/** How a line compares. */
export function RowOperator({ rule, path }: OperatorSelectorProps) {
  const { t } = useTranslation();
  const { query, scope, words, disabled, onChange } = useBuilder();
  const row = rowIn(rule);
  if (row.field === 'raw') return null;
  const offered = operatorsFor(row.field, scope);
  const operators = offered.includes(row.operator) ? offered : [row.operator, ...offered];
  return (
    <NativeSelect
      label={t('builder.operatorLabel')}
      className="builder-operator"
      disabled={disabled}
      value={row.operator}
      data={operators.map((operator) => ({ value: operator, label: operatorName(operator, row.field, scope, words) }))}
      onChange={({ currentTarget: { value: operator } }) =>
        onChange(withRow(query, path, { ...row, operator, value: valueAfter(row.value, row.operator, operator) }))
      }
    />
  );
}
