import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { QueryBuilder, type RuleGroupType } from 'react-querybuilder';
import type { RuleScope } from '../../../domain/logic/scope.ts';
import type { RuleWords } from '../rule-sentence.ts';
import { BuilderProvider } from './builder-context.ts';
import { operandsIn } from './operands-in.ts';
import { isQuery, type Query } from './query.ts';
import { RowField, RowOperator } from './row-controls.tsx';
import { operatorsFor } from './row-operators.ts';
import { RowValueInput } from './row-value.tsx';
import { TrapList } from './trap-list.tsx';
import { type Trap, trapsOfGroup } from './traps.ts';
import { AddGroup, AddRow, DenyGroup, JoinBy, MovePart, RemovePart } from './tree-controls.tsx';

const controls = {
  addRuleAction: AddRow,
  addGroupAction: AddGroup,
  removeRuleAction: RemovePart,
  removeGroupAction: RemovePart,
  shiftActions: MovePart,
  notToggle: DenyGroup,
  combinatorSelector: JoinBy,
  fieldSelector: RowField,
  operatorSelector: RowOperator,
  valueEditor: RowValueInput,
};

type RuleTreeProps = {
  readonly query: Query;
  readonly scope: RuleScope;
  readonly words: RuleWords;
  readonly disabled: boolean;
  readonly onChange: (query: Query) => void;
};

/** The traps of a query and of the groups in it. */
function groupTraps(query: Query, scope: RuleScope, isRoot = true): readonly Trap[] {
  const inner = query.rules.filter(isQuery).flatMap((part) => groupTraps(part, scope, false));
  return [...trapsOfGroup(query, scope, isRoot), ...inner];
}

/** A query as lines and groups to be edited. */
export function RuleTree({ query, scope, words, disabled, onChange }: RuleTreeProps) {
  const { t } = useTranslation();
  const operands = useMemo(() => operandsIn(scope).flatMap((group) => group.operands), [scope]);
  const shared = useMemo(
    () => ({ query, scope, words, disabled, onChange }),
    [query, scope, words, disabled, onChange],
  );
  const traps = useMemo(() => groupTraps(query, scope), [query, scope]);
  const [first = 'record.id'] = operands;
  return (
    <BuilderProvider value={shared}>
      <div className="builder-tree">
        <QueryBuilder
          query={query as RuleGroupType}
          fields={operands.map((operand) => ({ name: operand, label: operand }))}
          getDefaultField={first}
          getDefaultOperator={(field) => operatorsFor(field, scope)[0] ?? '=='}
          getDefaultValue={() => ({})}
          controlElements={controls}
          disabled={disabled}
          showNotToggle
          showShiftActions
          addRuleToNewGroups
          enableMountQueryChange={false}
          onQueryChange={(next) => onChange(next as Query)}
        />
        {query.rules.length === 0 ? <p className="builder-empty">{t('builder.empty')}</p> : null}
        <TrapList traps={traps} />
      </div>
    </BuilderProvider>
  );
}
