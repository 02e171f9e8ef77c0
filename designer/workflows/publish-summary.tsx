import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { VersionDiff, Workflow } from '../api/answers.ts';
import { get } from '../api/client.ts';
import { viewDefinition } from '../canvas/definition-view.ts';
import { stepName } from '../canvas/step-text.ts';
import { useWords } from '../i18n/words.ts';
import { workflowPath } from './use-workflow.ts';

/** What publishing changes against the live version, in a few lines. */
export function PublishSummary({ workflow }: { workflow: Workflow }) {
  const { t } = useTranslation();
  const words = useWords();
  const path = workflowPath(workflow.key);
  const diff = useQuery({
    queryKey: ['workflow', workflow.key, 'diff', workflow.draftVersion],
    queryFn: ({ signal }) => get<VersionDiff>(`${path}/diff`, signal),
  });
  if (!diff.data) return null;
  const { steps, triggers, settings, standing, same } = diff.data;
  const definition = viewDefinition(workflow.draft);
  const names = (ids: readonly string[]) => ids.map((id) => stepName(definition.steps[id], id, words)).join(', ');
  const runs = standing.reduce((sum, { runs: count }) => sum + count, 0);
  const lines = [
    same ? t('publish.same') : '',
    steps.added.length > 0 ? t('publish.added', { steps: names(steps.added) }) : '',
    steps.changed.length > 0 ? t('publish.changed', { steps: names(steps.changed.map(({ id }) => id)) }) : '',
    steps.removed.length > 0 ? t('publish.removed', { steps: names(steps.removed) }) : '',
    triggers.added.length + triggers.changed.length + triggers.removed.length > 0 ? t('publish.triggers') : '',
    settings.length > 0 ? t('publish.settings') : '',
    runs > 0 ? t('publish.standing', { count: runs }) : '',
  ].filter((line) => line !== '');
  return (
    <ul style={{ margin: 0, paddingLeft: 18 }}>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
