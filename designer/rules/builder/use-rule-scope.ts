import { useMemo } from 'react';
import { type RuleScope, subjectScope } from '../../../domain/logic/scope.ts';
import type { RecordTypeKey } from '../../../domain/records/record-types.ts';
import { useFieldsOf } from '../../records/use-fields.ts';

type Place = Omit<Parameters<typeof subjectScope>[0], 'subject' | 'fieldsOf'>;

/** The scope of a rule about a record type, with the fields that people added. `place` is to be the same object as long as it says the same. */
export function useRuleScope(subject: RecordTypeKey, place: Place = nowhere): RuleScope {
  const fieldsOf = useFieldsOf();
  return useMemo(() => subjectScope({ ...place, subject, fieldsOf }), [subject, place, fieldsOf]);
}

const nowhere: Place = {};
