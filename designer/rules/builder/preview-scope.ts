import type { Json } from '../../../domain/json.ts';
import { checkRule } from '../../../domain/logic/check.ts';
import { type RuleScope, subjectScope } from '../../../domain/logic/scope.ts';
import type { RecordTypeKey } from '../../../domain/records/record-types.ts';

/** The records a rule is about; nothing where it is not about records. */
export function subjectOf({ roots: { record } }: RuleScope): RecordTypeKey | undefined {
  return record?.kind === 'record' ? record.recordType : undefined;
}

/**
 * Whether records can be counted by a rule: `yes`; `later`, where it reads what there is in a run or at a change only; `wrong`,
 * where it has errors as it stands.
 */
export function countable(rule: Json, scope: RuleScope): 'yes' | 'later' | 'wrong' {
  const hasError = (within: RuleScope) => checkRule(rule, within).some(({ severity }) => severity === 'error');
  if (hasError(scope)) return 'wrong';
  const subject = subjectOf(scope);
  if (subject === undefined) return 'later';
  return hasError(subjectScope({ subject, fieldsOf: scope.fieldsOf })) ? 'later' : 'yes';
}
