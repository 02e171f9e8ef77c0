import { useQuery } from '@tanstack/react-query';
import type { Workflow } from '../api/answers.ts';
import { get } from '../api/client.ts';

export const workflowPath = (key: string) => `/api/workflows/${encodeURIComponent(key)}`;

/** A workflow with its draft and the issues of it. */
export function useWorkflow(key: string) {
  return useQuery({ queryKey: ['workflow', key], queryFn: ({ signal }) => get<Workflow>(workflowPath(key), signal) });
}
