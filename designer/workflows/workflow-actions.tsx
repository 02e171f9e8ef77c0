import { Button, Menu, Radio, Stack } from '@mantine/core';
import {
  IconArchive,
  IconDots,
  IconDownload,
  IconFlask,
  IconPlayerPause,
  IconPlayerPlay,
  IconRocket,
} from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Workflow } from '../api/answers.ts';
import { post } from '../api/client.ts';
import { Confirm } from '../elements/confirm.tsx';
import { tellDone, tellProblem } from '../elements/tell.tsx';
import { useMay } from '../frame/use-may.ts';
import { orderDefinition } from './definition-order.ts';
import { formatJson } from './format-json.ts';
import { workflowPath } from './use-workflow.ts';

type Change = { readonly action: 'pause' | 'resume' | 'archive'; readonly body?: Readonly<Record<string, unknown>> };

function useChange(workflow: Workflow) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const changing = useMutation({
    mutationFn: ({ action, body = {} }: Change) => post(`${workflowPath(workflow.key)}/${action}`, body),
    onSuccess: async (_, { action }) => {
      await Promise.all([
        client.invalidateQueries({ queryKey: ['workflow', workflow.key] }),
        client.invalidateQueries({ queryKey: ['workflows'] }),
      ]);
      tellDone(
        t(`workflow.did.${action}`),
        action === 'pause' ? () => changing.mutate({ action: 'resume', body: { backlog: 'run' } }) : undefined,
      );
    },
    onError: tellProblem,
  });
  return changing;
}

/** Saves the draft as a file. */
function exportDraft(workflow: Workflow): void {
  const url = URL.createObjectURL(
    new Blob([formatJson(orderDefinition(workflow.draft ?? {}))], { type: 'application/json' }),
  );
  const link = document.createElement('a');
  link.href = url;
  link.download = `${workflow.key}.json`;
  link.click();
  URL.revokeObjectURL(url);
}

function MoreMenu({ workflow, onAsk }: { workflow: Workflow; onAsk: (what: 'resume' | 'archive') => void }) {
  const { t } = useTranslation();
  const mayOperate = useMay('workflow:operate');
  const mayPublish = useMay('workflow:publish');
  const changing = useChange(workflow);
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <Button variant="default" px={9} aria-label={t('more')}>
          <IconDots size={17} stroke={1.5} />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {mayOperate && workflow.state === 'active' ? (
          <Menu.Item
            leftSection={<IconPlayerPause size={15} stroke={1.5} aria-hidden />}
            onClick={() => changing.mutate({ action: 'pause' })}
          >
            {t('workflow.pause')}
          </Menu.Item>
        ) : null}
        {mayOperate && workflow.state === 'paused' ? (
          <Menu.Item
            leftSection={<IconPlayerPlay size={15} stroke={1.5} aria-hidden />}
            onClick={() => onAsk('resume')}
          >
            {t('workflow.resume')}
          </Menu.Item>
        ) : null}
        <Menu.Item
          leftSection={<IconDownload size={15} stroke={1.5} aria-hidden />}
          onClick={() => exportDraft(workflow)}
        >
          {t('workflow.export')}
        </Menu.Item>
        {mayPublish && workflow.state !== 'archived' ? (
          <Menu.Item
            color="red"
            leftSection={<IconArchive size={15} stroke={1.5} aria-hidden />}
            onClick={() => onAsk('archive')}
          >
            {t('workflow.archive')}
          </Menu.Item>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  );
}

function Asked({
  workflow,
  asked,
  onClose,
}: {
  workflow: Workflow;
  asked: 'resume' | 'archive' | null;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const [backlog, setBacklog] = useState('run');
  const changing = useChange(workflow);
  const finish = (change: Change) => changing.mutate(change, { onSettled: onClose });
  return (
    <>
      <Confirm
        opened={asked === 'archive'}
        title={t('workflow.archiveTitle', { name: workflow.name })}
        action={t('workflow.archive')}
        danger
        busy={changing.isPending}
        onClose={onClose}
        onConfirm={() => finish({ action: 'archive' })}
      >
        {t('workflow.archiveHelp')}
      </Confirm>
      <Confirm
        opened={asked === 'resume'}
        title={t('workflow.resumeTitle')}
        action={t('workflow.resume')}
        busy={changing.isPending}
        onClose={onClose}
        onConfirm={() => finish({ action: 'resume', body: { backlog } })}
      >
        <Radio.Group label={t('workflow.backlog')} value={backlog} onChange={setBacklog}>
          <Stack gap="xs" mt="xs">
            <Radio value="run" label={t('workflow.backlogRun')} />
            <Radio value="drop" label={t('workflow.backlogDrop')} />
          </Stack>
        </Radio.Group>
      </Confirm>
    </>
  );
}

type WorkflowActionsProps = {
  readonly workflow: Workflow;
  readonly onSimulate: () => void;
  readonly onTest: () => void;
  readonly onPublish: () => void;
};

/** What can be done with a workflow. */
export function WorkflowActions({ workflow, onSimulate, onTest, onPublish }: WorkflowActionsProps) {
  const { t } = useTranslation();
  const mayTest = useMay('workflow:test');
  const mayPublish = useMay('workflow:publish');
  const mayOperate = useMay('workflow:operate');
  const [asked, setAsked] = useState<'resume' | 'archive' | null>(null);
  return (
    <>
      {mayTest ? (
        <>
          <Button
            variant="default"
            leftSection={<IconPlayerPlay size={16} stroke={1.5} aria-hidden />}
            onClick={onSimulate}
          >
            {t('simulation.action')}
          </Button>
          <Button variant="default" leftSection={<IconFlask size={16} stroke={1.5} aria-hidden />} onClick={onTest}>
            {t('testRun.action')}
          </Button>
        </>
      ) : null}
      {mayOperate && workflow.state === 'paused' ? (
        <Button
          variant="default"
          leftSection={<IconPlayerPlay size={16} stroke={1.5} aria-hidden />}
          onClick={() => setAsked('resume')}
        >
          {t('workflow.resume')}
        </Button>
      ) : null}
      {mayPublish && workflow.state !== 'archived' ? (
        <Button leftSection={<IconRocket size={16} stroke={1.5} aria-hidden />} onClick={onPublish}>
          {t('publish.action')}
        </Button>
      ) : null}
      <MoreMenu workflow={workflow} onAsk={setAsked} />
      <Asked workflow={workflow} asked={asked} onClose={() => setAsked(null)} />
    </>
  );
}
