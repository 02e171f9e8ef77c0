import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { RecordJson } from '../../domain/records/record.ts';
import { type RecordTypeKey, titleOf } from '../../domain/records/record-types.ts';
import { get } from '../api/client.ts';

/** A record by its id; nothing is read while that is null. */
export function useRecord(type: RecordTypeKey, id: string | null) {
  return useQuery({
    queryKey: ['record', type, id],
    enabled: id !== null,
    queryFn: ({ signal }) => get<RecordJson>(`/api/records/${type}/${encodeURIComponent(id ?? '')}`, signal),
  });
}

/** A link that reads as the record's title. */
export function RecordLink({
  type,
  id,
  title,
}: {
  type: RecordTypeKey;
  id: string;
  title?: string | null | undefined;
}) {
  return title ? <Link to={`/records/${type}/${id}`}>{title}</Link> : <FetchedLink type={type} id={id} />;
}

function FetchedLink({ type, id }: { type: RecordTypeKey; id: string }) {
  const record = useRecord(type, id);
  return <Link to={`/records/${type}/${id}`}>{record.data ? titleOf(type, record.data) : id.slice(0, 8)}</Link>;
}
