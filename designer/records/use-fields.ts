import { queryOptions, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Field } from '../../domain/records/field.ts';
import { fieldsOf, type RecordTypeKey } from '../../domain/records/record-types.ts';
import type { Page } from '../api/answers.ts';
import { get } from '../api/client.ts';

type CustomField = Field & { readonly recordType: RecordTypeKey };

/** The fields that people added, of all types. */
export const customFieldsQuery = queryOptions({
  queryKey: ['fields'],
  queryFn: ({ signal }) => get<Page<CustomField>>('/api/fields?limit=200', signal),
  staleTime: 300_000,
  retry: false,
});

/** Built-in and custom fields of any type; the same function while the fields are the same. */
export function useFieldsOf(): (type: RecordTypeKey) => readonly Field[] {
  const { data } = useQuery(customFieldsQuery);
  return useMemo(() => {
    const added = (type: RecordTypeKey) =>
      (data?.items ?? [])
        .filter(({ recordType }) => recordType === type)
        .map((field): Field => ({ ...field, custom: true }));
    return (type) => fieldsOf(type, added(type));
  }, [data]);
}

/** Built-in and custom fields of a type. */
export function useFields(type: RecordTypeKey): readonly Field[] {
  return useFieldsOf()(type);
}
