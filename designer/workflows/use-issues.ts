import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Issue } from '../../domain/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Workflow } from '../api/answers.ts';
import { post } from '../api/client.ts';
import { workflowPath } from './use-workflow.ts';

/**
 * Issues of a definition as it stands in the browser: the API's answer a moment after the last change, those of the stored
 * draft while nothing differs from it. Null stands for what is no definition yet: the last answer stays.
 */
export function useIssues(workflow: Workflow, document: JsonObject | null, dirty: boolean): readonly Issue[] {
  const [settled] = useDebouncedValue(document, 500);
  const checked = useQuery({
    queryKey: ['workflow', workflow.key, 'validate', settled],
    enabled: dirty && settled !== null,
    placeholderData: keepPreviousData,
    queryFn: () =>
      post<{ issues: readonly Issue[] }>(`${workflowPath(workflow.key)}/validate`, { definition: settled }),
  });
  return (dirty ? checked.data?.issues : undefined) ?? workflow.issues ?? [];
}
