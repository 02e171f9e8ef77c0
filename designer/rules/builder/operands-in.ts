import type { RuleScope, ScopeRoot } from '../../../domain/logic/scope.ts';
import { envelopeFields, type Field } from '../../../domain/records/field.ts';
import { recordTypes } from '../../../domain/records/record-types.ts';
import { fieldsIn, operandInfo } from './operand-info.ts';

/** What can be read where a rule stands, in groups: `root` names where it comes from. */
export type OperandGroup = { readonly root: string; readonly operands: readonly string[] };

/** Everything that a line may begin with. */
export function operandsIn(scope: RuleScope): readonly OperandGroup[] {
  const groups = Object.entries(scope.roots).flatMap(([name, root]) => groupsOf(name, root, scope));
  const times = Object.entries(scope.roots).flatMap(([name, root]) =>
    name === 'previous'
      ? []
      : fieldsIn(root, scope)
          .filter(({ kind }) => kind === 'date' || kind === 'dateTime')
          .map(({ key }) => `daysSince:${name}.${key}`),
  );
  const values = groups.filter(({ root }) => root === '');
  return [
    ...(values.length > 0 ? [{ root: '', operands: values.flatMap(({ operands }) => operands) }] : []),
    ...groups.filter(({ root }) => root !== ''),
    { root: 'daysSince', operands: times },
    { root: 'lookups', operands: lookupsIn(scope) },
  ].filter(({ operands }) => operands.length > 0);
}

/** What a line may be compared with: everything that is read as it is, of a like kind. */
export function comparableWith(operand: string, scope: RuleScope): readonly OperandGroup[] {
  const kind = operandInfo(operand, scope)?.kind ?? 'unknown';
  const like = (other: string) => {
    const its = operandInfo(other, scope)?.kind ?? 'unknown';
    return its === kind || its === 'unknown' || kind === 'unknown';
  };
  return operandsIn({ ...scope, lookups: false })
    .concat(scope.roots.now === undefined ? [] : [{ root: 'time', operands: ['now'] }])
    .map(({ root, operands }) => ({ root, operands: operands.filter((other) => other !== operand && like(other)) }))
    .filter(({ operands }) => operands.length > 0);
}

/** What every record has comes last: it is seldom asked for. */
function ownFirst(fields: readonly Field[]): readonly Field[] {
  const isShared = ({ key }: Field) => envelopeFields.some((field) => field.key === key);
  return [...fields.filter((field) => !isShared(field)), ...fields.filter(isShared)];
}

function groupsOf(name: string, root: ScopeRoot, scope: RuleScope): readonly OperandGroup[] {
  switch (root.kind) {
    case 'record':
    case 'fields':
      return [{ root: name, operands: ownFirst(fieldsIn(root, scope)).map(({ key }) => `${name}.${key}`) }];
    case 'related':
      return recordTypes[root.recordType].relations.flatMap((relation) =>
        relation.kind === 'one'
          ? [
              {
                root: `${name}.${relation.name}`,
                operands: ownFirst(scope.fieldsOf(relation.target)).map(({ key }) => `${name}.${relation.name}.${key}`),
              },
            ]
          : [],
      );
    case 'steps':
      return [{ root: name, operands: root.ids.map((id) => `${name}.${id}.outlet`) }];
    case 'event':
      return [{ root: name, operands: [`${name}.type`, `${name}.at`] }];
    case 'value':
      return [{ root: '', operands: [name] }];
    case 'time':
      return [];
  }
}

function lookupsIn(scope: RuleScope): readonly string[] {
  if (!scope.lookups) return scope.roots.record === undefined ? [] : ['missing'];
  const { related } = scope.roots;
  const many = related?.kind === 'related' ? recordTypes[related.recordType].relations : [];
  const over = many
    .filter(({ kind }) => kind === 'many')
    .flatMap(({ name, target }) => [
      `some:${name}`,
      `count:${name}`,
      ...scope
        .fieldsOf(target)
        .filter(({ kind }) => kind === 'money')
        .map(({ key }) => `sum:${name}:${key}`),
    ]);
  return ['performed', 'reachable', 'inSegment', 'missing', ...over];
}
