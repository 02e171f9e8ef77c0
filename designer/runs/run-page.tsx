import { IconFlask } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { titleOf } from '../../domain/records/record-types.ts';
import type { Page as ListPage, Message, Run } from '../api/answers.ts';
import { get, query } from '../api/client.ts';
import type { DefinitionView } from '../canvas/definition-view.ts';
import { litPath } from '../canvas/lit-path.ts';
import { WorkflowCanvas } from '../canvas/workflow-canvas.tsx';
import { Box, Facts, Fold } from '../elements/box.tsx';
import { Chip } from '../elements/chip.tsx';
import { Loaded } from '../elements/loaded.tsx';
import { MessageStateChip, RunStateChip } from '../elements/state-chips.tsx';
import { When } from '../elements/when.tsx';
import { Page } from '../frame/page.tsx';
import { useWords } from '../i18n/words.ts';
import { RecordLink, useRecord } from '../records/record-link.tsx';
import { SubjectName } from '../records/subject-name.tsx';
import { useWorkflowName } from '../workflows/use-workflows.ts';
import { presentEntries } from './present.ts';
import { RunActions } from './run-actions.tsx';
import { standingSentence } from './standing.ts';
import { startEntry } from './start-entry.ts';
import { storyOf } from './story.ts';
import { StoryList } from './story-list.tsx';
import { useRun, useRunDefinition } from './use-run.ts';
import { useStoryContext } from './use-story-context.ts';
import './runs.css';

function RunMessages({ run }: { run: Run }) {
  const { t } = useTranslation();
  const messages = useQuery({
    // Read again with every step the run takes: no live update tells of a test run's messages.
    queryKey: ['messages', 'run', run.id, run.state, run.steps?.length ?? 0],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      get<ListPage<Message>>(
        `/api/messages${query({ runId: run.id, test: run.test === true ? true : null, limit: 100 })}`,
        signal,
      ),
  });
  const own = messages.data?.items ?? [];
  if (own.length === 0) return null;
  return (
    <Box title={t('run.messages')}>
      <ul className="short-list">
        {own.map((message) => (
          <li key={message.id}>
            <MessageStateChip state={message.state} />
            <Link className="truncate" to={`/messages/${message.id}${run.test ? '?test=true' : ''}`}>
              {message.subject || t(`channel.${message.channel}`)}
            </Link>
            <span className="short-when">
              <When at={message.sentAt ?? message.createdAt} clock />
            </span>
          </li>
        ))}
      </ul>
    </Box>
  );
}

function RunFacts({ run }: { run: Run }) {
  const { t } = useTranslation();
  const nameOf = useWorkflowName();
  const words = useWords();
  const facts = [
    {
      label: words.recordType(run.subject.type),
      // The copy that a test run is about has no page.
      value: run.test ? (
        <SubjectName subject={run.subject} test />
      ) : (
        <RecordLink type={run.subject.type} id={run.subject.id} title={run.subject.title} />
      ),
    },
    { label: t('run.workflow'), value: <Link to={`/workflows/${run.workflow}`}>{nameOf(run.workflow)}</Link> },
    { label: t('run.started'), value: <When at={run.startedAt} clock={run.test === true} /> },
    ...(run.endedAt ? [{ label: t('run.ended'), value: <When at={run.endedAt} clock={run.test === true} /> }] : []),
    ...run.positions
      .slice(0, 1)
      .map((position) => ({ label: t('run.waitingSince'), value: <When at={position.since} /> })),
  ];
  const engineers = [
    { label: t('facts.id'), value: <code>{run.id}</code> },
    { label: t('facts.version'), value: run.version > 0 ? String(run.version) : t('run.draftVersion') },
    ...(run.temporalUrl
      ? [
          {
            label: 'Temporal',
            value: (
              <a href={run.temporalUrl} target="_blank" rel="noreferrer">
                {t('facts.openTemporal')}
              </a>
            ),
          },
        ]
      : []),
  ];
  return (
    <>
      <Box title={t('run.facts')}>
        <Facts facts={facts} />
      </Box>
      <Box>
        <Fold title={t('facts.engineers')}>
          <Facts facts={engineers} />
        </Fold>
      </Box>
    </>
  );
}

function RunView({ run, definition }: { run: Run; definition: DefinitionView }) {
  const { t } = useTranslation();
  const context = useStoryContext(definition);
  const visits = run.steps ?? [];
  const lit = useMemo(
    () => ({
      ...litPath(
        definition,
        run.steps ?? [],
        run.positions.map(({ stepId }) => stepId),
      ),
      stopped: run.state === 'incident',
    }),
    [definition, run],
  );
  const entries = [startEntry(run, context), ...storyOf(visits, context), ...presentEntries(run, context)];
  return (
    <>
      <p className="lead-sentence">{standingSentence(run, context)}</p>
      <p className="lead-facts">
        {t(run.version > 0 ? 'run.lead' : 'run.leadDraft', {
          workflow: definition.name || run.workflow,
          version: run.version,
        })}{' '}
        <When at={run.startedAt} clock={run.test === true} />
        {run.test ? ` · ${t('run.testNote')}` : null}
      </p>
      <div className="run-columns">
        <Box>
          <StoryList test={run.test === true} entries={entries} />
        </Box>
        <div className="side-column">
          <div className="box box-flush run-canvas">
            <WorkflowCanvas definition={definition} lit={lit} closeUp />
          </div>
          <RunMessages run={run} />
          <RunFacts run={run} />
        </div>
      </div>
    </>
  );
}

/** `/runs/:id`. */
export function RunPage() {
  const { id = '' } = useParams();
  const { t } = useTranslation();
  const run = useRun(id);
  const definition = useRunDefinition(run.data);
  const subject = useRecord(
    run.data?.subject.type ?? 'lead',
    run.data && !run.data.test && !run.data.subject.title ? run.data.subject.id : null,
  );
  const title = run.data?.subject.title ?? (subject.data ? titleOf(subject.data.type, subject.data) : t('run.title'));
  const chips = run.data ? (
    <>
      <RunStateChip state={run.data.state} />
      {run.data.test ? (
        <Chip tone="accent" icon={IconFlask}>
          {t('run.test')}
        </Chip>
      ) : null}
    </>
  ) : null;
  return (
    <Page
      title={title}
      parent={{ title: t('area.runs.name'), to: run.data?.test ? '/runs?test=true' : '/runs' }}
      chips={chips}
      actions={run.data ? <RunActions run={run.data} definition={definition} /> : null}
    >
      <Loaded query={run}>{(loaded) => <RunView run={loaded} definition={definition} />}</Loaded>
    </Page>
  );
}
