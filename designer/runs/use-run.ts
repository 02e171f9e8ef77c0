import { queryOptions, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Run, Workflow, WorkflowVersion } from '../api/answers.ts';
import { get } from '../api/client.ts';
import { viewDefinition } from '../canvas/definition-view.ts';

const ended = ['completed', 'failed', 'exited', 'goal', 'cancelled'];

/** How often a run under way is read again: a test run is over in seconds, and no live update tells of it. */
const again = { test: 1_000, usual: 4_000 } as const;

/** A run with its steps; read again and again while it has not ended. */
export function useRun(id: string) {
  return useQuery({
    queryKey: ['run', id],
    queryFn: ({ signal }) => get<Run>(`/api/runs/${encodeURIComponent(id)}`, signal),
    refetchInterval: ({ state: { data } }) =>
      data && !ended.includes(data.state) ? again[data.test === true ? 'test' : 'usual'] : false,
  });
}

/** How the definition is read that runs of a version follow; version 0 is the draft's, of test runs of what was never published. */
export function definitionQuery(workflow: string, version: number) {
  return queryOptions({
    queryKey: ['definition', workflow, version],
    staleTime: version > 0 ? Number.POSITIVE_INFINITY : 5_000,
    queryFn: async ({ signal }) => {
      const base = `/api/workflows/${encodeURIComponent(workflow)}`;
      if (version > 0) return (await get<WorkflowVersion>(`${base}/versions/${version}`, signal)).definition ?? null;
      return (await get<Workflow>(base, signal)).draft ?? null;
    },
  });
}

/** The definition a run follows. */
export function useRunDefinition(run: Run | undefined) {
  const definition = useQuery({
    ...definitionQuery(run?.workflow ?? '', run?.version ?? 0),
    enabled: run !== undefined,
  });
  return useMemo(() => viewDefinition(definition.data), [definition.data]);
}
