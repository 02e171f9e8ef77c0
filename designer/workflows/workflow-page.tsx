import { Tabs } from '@mantine/core';
import { IconPencil, IconRoute } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { isRecordType, type RecordTypeKey } from '../../domain/records/record-types.ts';
import type { SimulationResult as Simulation } from '../../domain/run/simulation/simulation.ts';
import type { Workflow } from '../api/answers.ts';
import { post } from '../api/client.ts';
import { viewDefinition } from '../canvas/definition-view.ts';
import { Editor } from '../editing/editor.tsx';
import { type Draft, useDraft } from '../editing/use-draft.ts';
import { Chip } from '../elements/chip.tsx';
import { Loaded } from '../elements/loaded.tsx';
import { Notice } from '../elements/notice.tsx';
import { WorkflowStateChip } from '../elements/state-chips.tsx';
import { tellDone, tellProblem } from '../elements/tell.tsx';
import { Page } from '../frame/page.tsx';
import { useMay } from '../frame/use-may.ts';
import { RunList } from '../runs/run-list.tsx';
import { WhyButton } from '../runs/why-dialog.tsx';
import { CanvasTab } from './canvas-tab.tsx';
import { JsonTab } from './json-tab.tsx';
import { PublishDialog } from './publish-dialog.tsx';
import { SimulationView } from './simulation-view.tsx';
import { type Trial, trialRequest } from './trial.ts';
import { TrialDialog } from './trial-dialog.tsx';
import { useWorkflow, workflowPath } from './use-workflow.ts';
import { VersionsTab } from './versions-tab.tsx';
import { WorkflowActions } from './workflow-actions.tsx';
import './workflow-page.css';

const tabs = ['canvas', 'json', 'runs', 'versions'] as const;

function TabsBar({ current }: { current: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const open = (tab: string | null) => void navigate(tab === 'canvas' ? '?' : `?tab=${tab}`);
  return (
    <Tabs value={current} onChange={open} className="tabs-bar" activateTabWithKeyboard={false}>
      <Tabs.List aria-label={t('workflow.views')}>
        {tabs.map((tab) => (
          <Tabs.Tab key={tab} value={tab} aria-controls="workflow-view">
            {t(`workflow.tab.${tab}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
    </Tabs>
  );
}

function RunsTab({ workflow }: { workflow: Workflow }) {
  const { t } = useTranslation();
  return (
    <div className="tab-body">
      <RunList
        filters={{ workflow: workflow.key }}
        tools={<WhyButton workflow={workflow} />}
        empty={
          <Notice icon={IconRoute} title={t('workflow.noRuns')}>
            <p>{workflow.state === 'active' ? t('workflow.noRunsLive') : t('workflow.noRunsDraft')}</p>
          </Notice>
        }
      />
    </div>
  );
}

function useTrials(workflow: Workflow | undefined, onSimulated: (simulation: Simulation) => void) {
  const navigate = useNavigate();
  const path = workflowPath(workflow?.key ?? '');
  const simulating = useMutation({
    mutationFn: (trial: Trial) => post<Simulation>(`${path}/simulate`, trialRequest(trial)),
    onSuccess: onSimulated,
    onError: tellProblem,
  });
  const testing = useMutation({
    mutationFn: (trial: Trial) => post<{ id: string }>(`${path}/test-runs`, trialRequest(trial)),
    onSuccess: ({ id }) => void navigate(`/runs/${id}`),
    onError: tellProblem,
  });
  return { simulating, testing };
}

type ViewProps = {
  readonly workflow: Workflow;
  readonly tab: string;
  readonly dialog: Dialog;
  readonly onDialog: (dialog: Dialog) => void;
};

type TabViewProps = {
  readonly workflow: Workflow;
  readonly tab: string;
  readonly draft: Draft;
  readonly simulation: Simulation | null;
  readonly onClose: () => void;
  readonly onDirty: (dirty: boolean) => void;
};

/** What a tab shows; on the canvas a simulation takes the place of the draft until it is closed. */
function TabView({ workflow, tab, draft, simulation, onClose, onDirty }: TabViewProps) {
  const mayEdit = useMay('workflow:edit') && workflow.state !== 'archived';
  const definition = useMemo(() => viewDefinition(workflow.draft), [workflow.draft]);
  if (tab === 'json') return <JsonTab workflow={workflow} onDirty={onDirty} />;
  if (tab === 'runs') return <RunsTab workflow={workflow} />;
  if (tab === 'versions') return <VersionsTab workflow={workflow} />;
  if (!simulation && mayEdit) return <Editor workflow={workflow} draft={draft} />;
  if (!simulation) return <CanvasTab workflow={workflow} definition={definition} />;
  return <SimulationView key={simulation.end.at} simulation={simulation} definition={definition} onClose={onClose} />;
}

type TrialsProps = Pick<ViewProps, 'dialog'> &
  ReturnType<typeof useTrials> & {
    readonly subject: RecordTypeKey;
    readonly unsaved: boolean;
    readonly onClose: () => void;
  };

/** The dialogs of the two ways to try a draft. */
function Trials({ dialog, simulating, testing, ...part }: TrialsProps) {
  const { t } = useTranslation();
  return (
    <>
      <TrialDialog
        {...part}
        title={t('simulation.title')}
        help={t('simulation.help')}
        action={t('simulation.start')}
        busy={simulating.isPending}
        opened={dialog === 'simulate'}
        onStart={(trial) => simulating.mutate(trial)}
      />
      <TrialDialog
        {...part}
        title={t('testRun.title')}
        help={t('testRun.help')}
        action={t('testRun.start')}
        busy={testing.isPending}
        opened={dialog === 'test'}
        onStart={(trial) => testing.mutate(trial)}
      />
    </>
  );
}

/** The dialog, once the draft is saved that it is about; what cannot be saved is said on the canvas. */
function useSavedFirst(dialog: Dialog, { flush }: Draft, onDialog: (dialog: Dialog) => void): Dialog {
  const { t } = useTranslation();
  const [ready, setReady] = useState<Dialog>(null);
  useEffect(() => {
    if (dialog === null) return setReady(null);
    let current = true;
    void flush().then((saved) => {
      if (!current) return;
      if (saved) return setReady(dialog);
      tellDone(t('editor.saveFirst'));
      onDialog(null);
    });
    return () => {
      current = false;
    };
  }, [dialog, flush, onDialog, t]);
  return dialog === null ? null : ready;
}

function WorkflowView({ workflow, tab, dialog: asked, onDialog }: ViewProps) {
  const { t } = useTranslation();
  const draft = useDraft(workflow);
  const dialog = useSavedFirst(asked, draft, onDialog);
  const navigate = useNavigate();
  const [simulation, setSimulation] = useState<Simulation | null>(null);
  const [unsaved, setUnsaved] = useState(false);
  const close = () => onDialog(null);
  const showCanvas = () => void navigate('?');
  const { simulating, testing } = useTrials(workflow, (result) => {
    setSimulation(result);
    close();
    showCanvas();
  });
  const part = { subject: subjectOf(workflow), unsaved, onClose: close };
  return (
    <>
      <TabsBar current={tab} />
      <div className="workflow-view" role="tabpanel" id="workflow-view" aria-label={t(`workflow.tab.${tab}`)}>
        <TabView
          workflow={workflow}
          tab={tab}
          draft={draft}
          simulation={simulation}
          onClose={() => setSimulation(null)}
          onDirty={setUnsaved}
        />
      </div>
      <PublishDialog
        workflow={workflow}
        opened={dialog === 'publish'}
        unsaved={unsaved}
        onClose={close}
        onRefused={showCanvas}
      />
      <Trials {...part} dialog={dialog} simulating={simulating} testing={testing} />
    </>
  );
}

/** What the draft is about; leads while it does not say. */
function subjectOf({ draft }: Workflow): RecordTypeKey {
  const { subject } = viewDefinition(draft);
  return isRecordType(subject) ? subject : 'lead';
}

type Dialog = 'publish' | 'simulate' | 'test' | null;

/** `/workflows/:key`. */
export function WorkflowPage() {
  const { key = '' } = useParams();
  const { t } = useTranslation();
  const [params] = useSearchParams();
  const [dialog, setDialog] = useState<Dialog>(null);
  const workflow = useWorkflow(key);
  const wanted = params.get('tab') ?? 'canvas';
  const tab = tabs.some((known) => known === wanted) ? wanted : 'canvas';
  const data = workflow.data;
  const chips = data ? (
    <>
      <WorkflowStateChip state={data.state} version={data.publishedVersion} />
      {data.held ? <Chip tone="amber">{t('workflow.held', { count: data.held })}</Chip> : null}
      {data.publishedVersion === null ? null : (
        <span className="minor">
          <Chip icon={IconPencil}>{t('workflow.draft', { version: data.draftVersion })}</Chip>
        </span>
      )}
    </>
  ) : null;
  const actions = data ? (
    <WorkflowActions
      workflow={data}
      onSimulate={() => setDialog('simulate')}
      onTest={() => setDialog('test')}
      onPublish={() => setDialog('publish')}
    />
  ) : null;
  return (
    <Page
      title={data?.name ?? key}
      parent={{ title: t('area.workflows.name'), to: '/workflows' }}
      chips={chips}
      actions={actions}
      fill
    >
      <Loaded query={workflow}>
        {(loaded) => <WorkflowView key={loaded.key} workflow={loaded} tab={tab} dialog={dialog} onDialog={setDialog} />}
      </Loaded>
    </Page>
  );
}
