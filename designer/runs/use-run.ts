import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Run, Workflow, WorkflowVersion } from '../api/answers.ts';
import { get } from '../api/client.ts';
import { viewDefinition } from '../canvas/definition-view.ts';

const ended = ['completed', 'failed', 'exited', 'goal', 'cancelled'];

/** A run with its steps; read again every few seconds while it has not ended. */
export function useRun(id: string) {
  return useQuery({
    queryKey: ['run', id],
    queryFn: ({ signal }) => get<Run>(`/api/runs/${encodeURIComponent(id)}`, signal),
    refetchInterval: ({ state }) => (state.data && !ended.includes(state.data.state) ? 4_000 : false),
  });
}

/** The definition a run follows: its version's, or the draft's for test runs of one that was never published. */
export function useRunDefinition(run: Run | undefined) {
  const versions = run && run.version > 0;
  const definition = useQuery({
    queryKey: ['workflow', run?.workflow, 'version', run?.version],
    enabled: run !== undefined,
    staleTime: versions ? Number.POSITIVE_INFINITY : 5_000,
    queryFn: async ({ signal }) => {
      const base = `/api/workflows/${encodeURIComponent(run?.workflow ?? '')}`;
      if (versions) return (await get<WorkflowVersion>(`${base}/versions/${run.version}`, signal)).definition ?? null;
      return (await get<Workflow>(base, signal)).draft ?? null;
    },
  });
  return useMemo(() => viewDefinition(definition.data), [definition.data]);
}
