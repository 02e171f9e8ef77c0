import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type RuleScope, subjectScope } from '../../../domain/logic/scope.ts';
import type { Field } from '../../../domain/records/field.ts';
import { fieldsOf, type RecordTypeKey } from '../../../domain/records/record-types.ts';
import { customFieldsQuery } from '../../records/use-fields.ts';

type Place = Omit<Parameters<typeof subjectScope>[0], 'subject' | 'fieldsOf'>;

/** The scope of a rule about a record type, with the fields that people added. `place` is to be the same object as long as it says the same. */
export function useRuleScope(subject: RecordTypeKey, place: Place = nowhere): RuleScope {
  const { data } = useQuery(customFieldsQuery);
  return useMemo(() => {
    const added = (type: RecordTypeKey) =>
      (data?.items ?? [])
        .filter(({ recordType }) => recordType === type)
        .map((field): Field => ({ ...field, custom: true }));
    return subjectScope({ ...place, subject, fieldsOf: (type) => fieldsOf(type, added(type)) });
  }, [subject, place, data]);
}

const nowhere: Place = {};
