import { useQueryClient } from '@tanstack/react-query';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';

/** Called after records of a type were written: everything that shows them is read again. */
export function useRecordsChanged(type: RecordTypeKey): () => Promise<unknown> {
  const client = useQueryClient();
  return () =>
    Promise.all(
      [['records', type], ['record', type], ['timeline'], ['attention'], ['tasks'], ['agenda']].map((queryKey) =>
        client.invalidateQueries({ queryKey }),
      ),
    );
}
