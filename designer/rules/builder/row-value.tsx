import { Code } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ValueEditorProps } from 'react-querybuilder';
import type { Json } from '../../../domain/json.ts';
import { performedScope, type RuleScope, relatedScope, relationOf } from '../../../domain/logic/scope.ts';
import { groupAt, useBuilder, withRow } from './builder-context.ts';
import { InnerRule } from './inner-rule.tsx';
import { MissingInput, ReachInput, SegmentInput } from './lookup-inputs.tsx';
import { operandParts } from './operand.ts';
import { elementScope } from './operand-info.ts';
import { PerformedInput } from './performed-input.tsx';
import type { Row, RowValue } from './query.ts';
import { RightInput } from './right-input.tsx';
import { rowIn } from './row-controls.tsx';
import { shapeOf } from './row-operators.ts';
import { TrapList } from './trap-list.tsx';
import { sureIn, trapsOfRow } from './traps.ts';

type PartProps = { readonly row: Row; readonly change: (value: RowValue) => void };

const lookupInputs = {
  performed: PerformedInput,
  reachable: ReachInput,
  inSegment: SegmentInput,
  missing: MissingInput,
};

const isLookup = (field: string): field is keyof typeof lookupInputs => Object.hasOwn(lookupInputs, field);

/** What a line compares with, and what is to be told of it. */
export function RowValueInput({ rule, path }: ValueEditorProps) {
  const { query, scope, onChange } = useBuilder();
  const row = rowIn(rule);
  const change = (value: RowValue) => onChange(withRow(query, path, { ...row, value }));
  const traps = trapsOfRow(row, scope, sureIn(groupAt(query, path.slice(0, -1))));
  return (
    <div className="builder-value">
      <div className="builder-inputs">
        <Inputs row={row} change={change} />
      </div>
      <Inside row={row} change={change} />
      <TrapList traps={traps} />
    </div>
  );
}

function Inputs({ row, change }: PartProps) {
  const { t } = useTranslation();
  const { field, operator, value } = row;
  const shape = shapeOf(operator);
  if (field === 'raw')
    return (
      <>
        <Code>{JSON.stringify(value.raw)}</Code>
        <span className="builder-empty">{t('builder.rawHelp')}</span>
      </>
    );
  if (isLookup(field)) {
    const Input = lookupInputs[field];
    return <Input value={value} onChange={change} />;
  }
  if (shape === 'none' || shape === 'rule' || shape === 'own') return null;
  const side = (key: 'to' | 'upper', label: string) => (
    <RightInput
      key={`${field} ${key}`}
      field={field}
      label={label}
      value={value[key]}
      list={shape === 'list'}
      onChange={(right) => {
        const { [key]: _, ...rest } = value;
        change(right === undefined ? rest : { ...rest, [key]: right });
      }}
    />
  );
  if (shape !== 'two') return side('to', t('builder.value'));
  return (
    <>
      {side('to', t('builder.lowest'))}
      {side('upper', t('builder.highest'))}
    </>
  );
}

/** The scope of the rule inside a line; null where a line has none. */
function insideOf({ field, operator, value }: Row, scope: RuleScope): RuleScope | null {
  const { kind, by } = operandParts(field);
  if (kind === 'performed') return value.options?.where === undefined ? null : performedScope(scope);
  if (kind === 'count' || kind === 'sum' || kind === 'some') {
    const relation = relationOf(scope, by);
    return relation ? relatedScope(scope, relation.target) : null;
  }
  return shapeOf(operator) === 'rule' ? elementScope(field, scope) : null;
}

/** The rule over what the line counts, sums or goes through. */
function Inside({ row, change }: PartProps) {
  const { t } = useTranslation();
  const { scope, words, disabled } = useBuilder();
  const { value, field } = row;
  const inner = insideOf(row, scope);
  const isPerformed = field === 'performed';
  const where = isPerformed ? value.options?.where : value.where;
  if (inner === null) return null;
  const { record } = inner.roots;
  const subject = record?.kind === 'record' ? record.recordType : words.subject;
  const write = (rule: Json | undefined) => {
    if (isPerformed) {
      const { where: _, ...options } = value.options ?? {};
      return change({ ...value, options: rule === undefined ? options : { ...value.options, where: rule } });
    }
    const { where: _, ...rest } = value;
    return change(rule === undefined ? rest : { ...rest, where: rule });
  };
  return (
    <InnerRule
      label={t('builder.inside')}
      rule={where}
      scope={inner}
      words={{ ...words, subject }}
      disabled={disabled}
      onChange={write}
    />
  );
}
