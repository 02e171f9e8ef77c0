import { Button, Modal, NativeSelect, Stack, Text } from '@mantine/core';
import { IconHelpCircle } from '@tabler/icons-react';
import { type UseQueryResult, useQueries, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecordJson } from '../../domain/records/record.ts';
import type { WhyAnswer, Workflow } from '../api/answers.ts';
import { get, query } from '../api/client.ts';
import { viewDefinition } from '../canvas/definition-view.ts';
import { Loaded } from '../elements/loaded.tsx';
import { useMay } from '../frame/use-may.ts';
import { RecordSelect } from '../records/record-select.tsx';
import { useSaying } from '../records/use-saying.ts';
import { workflowPath } from '../workflows/use-workflow.ts';
import { useWorkflows } from '../workflows/use-workflows.ts';
import type { StoryContext } from './story.ts';
import { StoryList } from './story-list.tsx';
import { definitionQuery } from './use-run.ts';
import { whyDecision, whyHistory, whyNow } from './why-story.ts';
import './runs.css';

function useWhy(workflow: string, recordId: string): UseQueryResult<WhyAnswer, Error> {
  return useQuery({
    queryKey: ['workflow', workflow, 'why', recordId],
    queryFn: ({ signal }) => get<WhyAnswer>(`${workflowPath(workflow)}/why${query({ recordId })}`, signal),
  });
}

/** The words for each version that an answer speaks of. */
function useContexts(workflow: string, { now, nonMatches }: WhyAnswer): (version: number) => StoryContext {
  const saying = useSaying();
  const versions = [...new Set([now?.version ?? 0, ...nonMatches.map(({ version }) => version)])];
  const definitions = useQueries({ queries: versions.map((version) => definitionQuery(workflow, version)) });
  return (version) => ({ ...saying, definition: viewDefinition(definitions[versions.indexOf(version)]?.data) });
}

function Answer({ workflow, answer }: { readonly workflow: string; readonly answer: WhyAnswer }) {
  const { t } = useTranslation();
  const contextOf = useContexts(workflow, answer);
  const live = contextOf(answer.now?.version ?? 0);
  const history = whyHistory(answer, contextOf);
  return (
    <>
      <section aria-label={t('why.now')}>
        <h3 className="why-head">{t('why.now')}</h3>
        <p className="why-decision">{whyDecision(answer, live)}</p>
        {answer.now ? <StoryList label={t('why.now')} entries={whyNow(answer.now, live)} timeless /> : null}
      </section>
      <section aria-label={t('why.history')}>
        <h3 className="why-head">{t('why.history')}</h3>
        {history.length === 0 ? null : <StoryList label={t('why.history')} entries={history} />}
        <Text size="xs" c="dimmed" mt={history.length === 0 ? 0 : 'sm'}>
          {history.length === 0 ? t('why.nothing') : null} {t('why.sample')}
        </Text>
      </section>
    </>
  );
}

function WhyOf({ workflow, recordId }: { readonly workflow: string; readonly recordId: string }) {
  const why = useWhy(workflow, recordId);
  return <Loaded query={why}>{(answer) => <Answer workflow={workflow} answer={answer} />}</Loaded>;
}

type About = { readonly workflow: Workflow } | { readonly record: RecordJson };

/** Why a record is or is not in a workflow: the one of the two that is not known is chosen. */
function WhyDialog({ onClose, ...about }: About & { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const workflows = useWorkflows();
  const fitting = 'record' in about ? workflows.filter(({ subject }) => subject === about.record.type) : [];
  // Where there is only one, there is nothing to choose.
  const [picked, setChosen] = useState<string | null>(null);
  const chosen = picked ?? (fitting.length === 1 ? fitting[0]?.key : undefined) ?? '';
  const workflow = 'workflow' in about ? about.workflow.key : chosen;
  const recordId = 'record' in about ? about.record.id : chosen;
  return (
    <Modal opened onClose={onClose} size="lg" title={t('why.title')} closeButtonProps={{ 'aria-label': t('close') }}>
      <Stack gap="md" mih={320}>
        {'workflow' in about ? (
          <RecordSelect
            type={about.workflow.subject ?? 'lead'}
            label={t('why.record')}
            value={chosen}
            onChange={setChosen}
          />
        ) : (
          <NativeSelect
            label={t('runs.workflow')}
            value={chosen}
            data={[
              { value: '', label: t('why.choose') },
              ...fitting.map(({ key, name }) => ({ value: key, label: name })),
            ]}
            onChange={(event) => setChosen(event.currentTarget.value)}
          />
        )}
        {chosen === '' ? null : <WhyOf workflow={workflow} recordId={recordId} />}
      </Stack>
    </Modal>
  );
}

/** Asks why a record is or is not in a workflow. */
export function WhyButton(about: About) {
  const { t } = useTranslation();
  const mayRead = useMay('run:read');
  const [opened, setOpened] = useState(false);
  if (!mayRead) return null;
  return (
    <>
      <Button
        variant="default"
        size="compact-sm"
        leftSection={<IconHelpCircle size={14} stroke={1.5} aria-hidden />}
        onClick={() => setOpened(true)}
      >
        {'record' in about ? t('why.askWorkflow') : t('why.askRecord')}
      </Button>
      {opened ? <WhyDialog {...about} onClose={() => setOpened(false)} /> : null}
    </>
  );
}
