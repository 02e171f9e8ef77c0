import { SegmentedControl } from '@mantine/core';
import { IconFlask } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';
import type { Message } from '../api/answers.ts';
import { get, query } from '../api/client.ts';
import { Box, type Fact, Facts, Fold } from '../elements/box.tsx';
import { Chip } from '../elements/chip.tsx';
import { Loaded } from '../elements/loaded.tsx';
import { MessageStateChip } from '../elements/state-chips.tsx';
import { When } from '../elements/when.tsx';
import { Page } from '../frame/page.tsx';
import { useWords } from '../i18n/words.ts';
import { RecordLink } from '../records/record-link.tsx';
import { useWorkflowName } from '../workflows/use-workflows.ts';
import { Addressee } from './addressee.tsx';
import { EvidenceList } from './evidence-list.tsx';
import './messages.css';

/** The mail as it was sent. The frame is sandboxed and its document has a policy of its own: nothing in it can run. */
function MailPreview({ message, test }: { message: Message; test: boolean }) {
  const { t } = useTranslation();
  const [width, setWidth] = useState('wide');
  return (
    <div className="box box-flush">
      <div className="preview-head">
        <h2>{t('messages.preview')}</h2>
        <SegmentedControl
          size="xs"
          value={width}
          onChange={setWidth}
          aria-label={t('messages.width')}
          data={[
            { value: 'wide', label: t('messages.desktop') },
            { value: 'narrow', label: t('messages.phone') },
          ]}
        />
      </div>
      <iframe
        className={`preview-frame${width === 'narrow' ? ' preview-narrow' : ''}`}
        sandbox=""
        title={t('messages.previewOf', { subject: message.subject ?? '' })}
        src={`/api/messages/${message.id}/preview${query({ test: test ? true : null })}`}
      />
    </div>
  );
}

function TextPreview({ message }: { message: Message }) {
  const { t } = useTranslation();
  return (
    <div className="box box-flush">
      <div className="preview-head">
        <h2>{t('messages.text')}</h2>
      </div>
      <pre className="message-text">{message.body ?? ''}</pre>
    </div>
  );
}

function MessageFacts({ message, test }: { message: Message; test: boolean }) {
  const { t } = useTranslation();
  const words = useWords();
  const nameOf = useWorkflowName();
  const maybe = (label: string, value: Fact['value'] | null | undefined): Fact[] => (value ? [{ label, value }] : []);
  return (
    <div className="side-column">
      <Box title={t('messages.facts')}>
        <Facts
          facts={[
            { label: t('messages.to'), value: <Addressee message={message} /> },
            ...maybe(t('messages.reason'), message.reason ? words.reason(message.reason) : null),
            ...maybe(
              t('messages.about'),
              !test && message.recordId && message.recordType ? (
                <RecordLink type={message.recordType} id={message.recordId} />
              ) : null,
            ),
            ...maybe(
              t('messages.run'),
              message.runId ? <Link to={`/runs/${message.runId}`}>{t('messages.openRun')}</Link> : null,
            ),
            ...maybe(
              t('runs.workflow'),
              message.workflow ? <Link to={`/workflows/${message.workflow}`}>{nameOf(message.workflow)}</Link> : null,
            ),
            ...maybe(t('messages.template'), message.template),
            ...maybe(t('messages.response'), message.response),
            ...maybe(t('messages.due'), message.dueAt && !message.sentAt ? <When at={message.dueAt} /> : null),
            { label: t('messages.planned'), value: <When at={message.createdAt} clock={test} /> },
            ...maybe(t('messages.sent'), message.sentAt ? <When at={message.sentAt} clock={test} /> : null),
          ]}
        />
      </Box>
      <EvidenceList events={message.events ?? []} />
      <Box>
        <Fold title={t('facts.engineers')}>
          <Facts
            facts={[
              { label: t('facts.id'), value: <code>{message.id}</code> },
              ...maybe(t('facts.providerId'), message.providerId ? <code>{message.providerId}</code> : null),
              ...maybe(t('facts.step'), message.stepId ? <code>{message.stepId}</code> : null),
            ]}
          />
        </Fold>
      </Box>
    </div>
  );
}

/** `/messages/:id`. */
export function MessagePage() {
  const { id = '' } = useParams();
  const [params] = useSearchParams();
  const test = params.get('test') === 'true';
  const { t } = useTranslation();
  const message = useQuery({
    queryKey: ['message', id, test],
    queryFn: ({ signal }) =>
      get<Message>(`/api/messages/${encodeURIComponent(id)}${query({ test: test ? true : null })}`, signal),
  });
  const title = message.data?.subject || (message.data ? t(`channel.${message.data.channel}`) : t('messages.title'));
  return (
    <Page
      title={title}
      parent={{ title: t('area.messages.name'), to: test ? '/messages?test=true' : '/messages' }}
      chips={
        message.data ? (
          <>
            <MessageStateChip state={message.data.state} />
            {test ? (
              <Chip tone="accent" icon={IconFlask}>
                {t('run.test')}
              </Chip>
            ) : null}
          </>
        ) : null
      }
    >
      <Loaded query={message}>
        {(loaded) => (
          <div className="with-side">
            <div className="main-column">
              {loaded.hasHtml ? <MailPreview message={loaded} test={test} /> : <TextPreview message={loaded} />}
              {loaded.hasHtml && loaded.body ? (
                <Box>
                  <Fold title={t('messages.textPart')}>
                    <pre className="message-text">{loaded.body}</pre>
                  </Fold>
                </Box>
              ) : null}
            </div>
            <MessageFacts message={loaded} test={test} />
          </div>
        )}
      </Loaded>
    </Page>
  );
}
