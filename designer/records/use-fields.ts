import { queryOptions, useQuery } from '@tanstack/react-query';
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

/** Built-in and custom fields of a type. */
export function useFields(type: RecordTypeKey): readonly Field[] {
  const custom = useQuery(customFieldsQuery);
  const own = (custom.data?.items ?? [])
    .filter((field) => field.recordType === type)
    .map((field): Field => ({ ...field, custom: true }));
  return fieldsOf(type, own);
}
