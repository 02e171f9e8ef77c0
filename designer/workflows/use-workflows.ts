import { useQuery } from '@tanstack/react-query';
import type { Page, Workflow } from '../api/answers.ts';
import { get } from '../api/client.ts';

/** The first 200 workflows, for choosing one and for names. */
export function useWorkflows(): readonly Workflow[] {
  const workflows = useQuery({
    queryKey: ['workflows', 'all'],
    queryFn: ({ signal }) => get<Page<Workflow>>('/api/workflows?limit=200', signal),
    staleTime: 30_000,
  });
  return workflows.data?.items ?? [];
}

/** The name of a workflow by its key; the key while it is not known. */
export function useWorkflowName(): (key: string) => string {
  const workflows = useWorkflows();
  return (key) => workflows.find((workflow) => workflow.key === key)?.name ?? key;
}
