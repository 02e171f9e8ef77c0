import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Page } from '../api/answers.ts';
import { get, query } from '../api/client.ts';
import type { BoardClock, BoardCounts, Queue, RecordClock, StoredPolicy } from '../api/clock-answers.ts';
import { useMay } from '../frame/use-may.ts';

/** What a board is narrowed to, as the address has it. */
export type BoardFilters = Readonly<Record<'state' | 'queue' | 'owner' | 'policy' | 'kind', string>>;

const minute = 60_000;

/** Open clocks. Those that come at risk or to their target by time alone are seen when it is looked again. */
export function useBoard(filters: BoardFilters) {
  return useQuery({
    queryKey: ['clocks', 'board', filters],
    refetchInterval: minute,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => get<Page<BoardClock>>(`/api/sla-clocks${query({ ...filters, limit: 200 })}`, signal),
  });
}

/** How many are in each state, whatever state is chosen. */
export function useBoardCounts({ state: _, ...filters }: BoardFilters) {
  return useQuery({
    queryKey: ['clocks', 'counts', filters],
    refetchInterval: minute,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => get<BoardCounts>(`/api/sla-clocks/counts${query(filters)}`, signal),
  });
}

/** The clocks of one record. */
export function useRecordClocks(type: string, id: string) {
  return useQuery({
    queryKey: ['clocks', 'of', type, id],
    refetchInterval: minute,
    queryFn: ({ signal }) => get<{ items: readonly RecordClock[] }>(`/api/records/${type}/${id}/clocks`, signal),
  });
}

export function useQueues() {
  const may = useMay('queue:read');
  return useQuery({
    queryKey: ['queues'],
    enabled: may,
    queryFn: ({ signal }) => get<Page<Queue>>('/api/queues?limit=200', signal),
  });
}

export function usePolicies() {
  const may = useMay('sla:read');
  return useQuery({
    queryKey: ['sla-policies'],
    enabled: may,
    queryFn: ({ signal }) => get<Page<StoredPolicy>>('/api/sla-policies?limit=200', signal),
  });
}
