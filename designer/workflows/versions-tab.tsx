import { Button } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import type { Page, Workflow, WorkflowVersion } from '../api/answers.ts';
import { get, put } from '../api/client.ts';
import { viewDefinition } from '../canvas/definition-view.ts';
import { WorkflowCanvas } from '../canvas/workflow-canvas.tsx';
import { Chip } from '../elements/chip.tsx';
import { Loaded } from '../elements/loaded.tsx';
import { Notice } from '../elements/notice.tsx';
import { tellDone, tellProblem } from '../elements/tell.tsx';
import { When } from '../elements/when.tsx';
import { useMay } from '../frame/use-may.ts';
import { UserName } from '../records/user-name.tsx';
import { workflowPath } from './use-workflow.ts';
import './editor.css';
import './versions.css';

function VersionView({ workflow, version }: { workflow: Workflow; version: number }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const mayEdit = useMay('workflow:edit');
  const opened = useQuery({
    queryKey: ['workflow', workflow.key, 'version', version],
    queryFn: ({ signal }) => get<WorkflowVersion>(`${workflowPath(workflow.key)}/versions/${version}`, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const definition = useMemo(() => viewDefinition(opened.data?.definition), [opened.data]);
  const restoring = useMutation({
    mutationFn: () => put<Workflow>(workflowPath(workflow.key), opened.data?.definition, workflow.draftVersion),
    onSuccess: async (saved) => {
      const before = workflow.draft;
      await client.invalidateQueries({ queryKey: ['workflow', workflow.key] });
      tellDone(t('versions.restored', { version }), () => {
        void put(workflowPath(workflow.key), before, saved.draftVersion).then(
          () => client.invalidateQueries({ queryKey: ['workflow', workflow.key] }),
          tellProblem,
        );
      });
    },
    onError: tellProblem,
  });
  return (
    <div className="version-view">
      <Loaded query={opened}>{() => <WorkflowCanvas definition={definition} />}</Loaded>
      {mayEdit ? (
        <div className="editor-foot">
          <Button
            variant="default"
            loading={restoring.isPending}
            disabled={!opened.data}
            onClick={() => restoring.mutate()}
          >
            {t('versions.restore', { version })}
          </Button>
          <span className="soft">{t('versions.restoreHelp')}</span>
        </div>
      ) : null}
    </div>
  );
}

/** A version in the list: whether it is live, how many runs follow it, who published it and why. */
function VersionLink({ item, live, current }: { item: WorkflowVersion; live: boolean; current: boolean }) {
  const { t } = useTranslation();
  return (
    <Link to={`?tab=versions&version=${item.version}`} {...(current ? { 'aria-current': 'true' } : {})}>
      <span className="version-line">
        {t('versions.version', { version: item.version })}
        {live ? <Chip tone="green">{t('versions.live')}</Chip> : null}
        <span className="short-when">
          <When at={item.createdAt} />
        </span>
      </span>
      {item.activeRuns ? <p>{t('versions.activeRuns', { count: item.activeRuns })}</p> : null}
      {item.note ? <p>{item.note}</p> : null}
      {item.publishedBy ? (
        <p>
          <UserName id={item.publishedBy} />
        </p>
      ) : null}
    </Link>
  );
}

function VersionList({ workflow, items }: { workflow: Workflow; items: readonly WorkflowVersion[] }) {
  const { t } = useTranslation();
  const [params] = useSearchParams();
  const chosen = items.find(({ version }) => String(version) === params.get('version')) ?? items[0];
  if (!chosen)
    return (
      <Notice icon={IconHistory} title={t('versions.empty')}>
        <p>{t('versions.emptyHelp')}</p>
      </Notice>
    );
  return (
    <div className="versions">
      <ul className="version-list" aria-label={t('versions.title')}>
        {items.map((item) => (
          <li key={item.version}>
            <VersionLink item={item} live={item.version === workflow.publishedVersion} current={item === chosen} />
          </li>
        ))}
      </ul>
      <VersionView key={chosen.version} workflow={workflow} version={chosen.version} />
    </div>
  );
}

/** Published versions, newest first; the chosen one on a canvas. */
export function VersionsTab({ workflow }: { workflow: Workflow }) {
  const versions = useQuery({
    queryKey: ['workflow', workflow.key, 'versions'],
    queryFn: ({ signal }) => get<Page<WorkflowVersion>>(`${workflowPath(workflow.key)}/versions?limit=200`, signal),
  });
  return <Loaded query={versions}>{({ items }) => <VersionList workflow={workflow} items={items} />}</Loaded>;
}
