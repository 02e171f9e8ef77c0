import { Button, Radio, Stack } from '@mantine/core';
import {
  IconArchive,
  IconBolt,
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
import { viewDefinition } from '../canvas/definition-view.ts';
import { Confirm } from '../elements/confirm.tsx';
import { MoreItem, MoreMenu } from '../elements/more-menu.tsx';
import { tellDone, tellProblem } from '../elements/tell.tsx';
import { useMay } from '../frame/use-may.ts';
import { StartRun } from '../runs/start-run.tsx';
import { orderDefinition } from './definition-order.ts';
import { formatJson } from './format-json.ts';
import { workflowPath } from './use-workflow.ts';

/** What is asked for in a dialog of its own. */
type Question = 'start' | 'resume' | 'archive';
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

/** Whether people may start it: by a manual trigger, as far as the draft tells. */
const startsByHand = ({ state, draft }: Workflow) =>
  state === 'active' && viewDefinition(draft).triggers.some(({ type }) => type === 'manual');

function More({ workflow, onAsk }: { workflow: Workflow; onAsk: (what: Question) => void }) {
  const { t } = useTranslation();
  const mayOperate = useMay('workflow:operate');
  const mayPublish = useMay('workflow:publish');
  const mayStart = useMay('workflow:enroll');
  const changing = useChange(workflow);
  return (
    <MoreMenu>
      {mayStart && startsByHand(workflow) ? (
        <MoreItem icon={IconBolt} onClick={() => onAsk('start')}>
          {t('startRun.action')}
        </MoreItem>
      ) : null}
      {mayOperate && workflow.state === 'active' ? (
        <MoreItem icon={IconPlayerPause} onClick={() => changing.mutate({ action: 'pause' })}>
          {t('workflow.pause')}
        </MoreItem>
      ) : null}
      {mayOperate && workflow.state === 'paused' ? (
        <MoreItem icon={IconPlayerPlay} onClick={() => onAsk('resume')}>
          {t('workflow.resume')}
        </MoreItem>
      ) : null}
      <MoreItem icon={IconDownload} onClick={() => exportDraft(workflow)}>
        {t('workflow.export')}
      </MoreItem>
      {mayPublish && workflow.state !== 'archived' ? (
        <MoreItem icon={IconArchive} danger onClick={() => onAsk('archive')}>
          {t('workflow.archive')}
        </MoreItem>
      ) : null}
    </MoreMenu>
  );
}

type AskedProps = { readonly workflow: Workflow; readonly asked: Question | null; readonly onClose: () => void };

function Asked({ workflow, asked, onClose }: AskedProps) {
  const { t } = useTranslation();
  const [backlog, setBacklog] = useState('run');
  const changing = useChange(workflow);
  const finish = (change: Change) => changing.mutate(change, { onSettled: onClose });
  return (
    <>
      {asked === 'start' ? <StartRun workflow={workflow} onClose={onClose} /> : null}
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
  const [asked, setAsked] = useState<Question | null>(null);
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
      <More workflow={workflow} onAsk={setAsked} />
      <Asked workflow={workflow} asked={asked} onClose={() => setAsked(null)} />
    </>
  );
}
