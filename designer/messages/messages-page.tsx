import { IconSend } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { messageStates } from '../../domain/sending/message-state.ts';
import type { Page as ListPage, Message } from '../api/answers.ts';
import { get, query } from '../api/client.ts';
import { type Column, DataTable } from '../elements/data-table.tsx';
import { EndlessList, usePages } from '../elements/endless-list.tsx';
import { type FilterSelect, ListFilters } from '../elements/list-filters.tsx';
import { Notice } from '../elements/notice.tsx';
import { MessageStateChip } from '../elements/state-chips.tsx';
import { useColumnChoice } from '../elements/use-column-choice.tsx';
import { useUrlFilters } from '../elements/use-url-filters.ts';
import { When } from '../elements/when.tsx';
import { Page } from '../frame/page.tsx';
import { useWords } from '../i18n/words.ts';
import { useWorkflowFilter } from '../workflows/use-workflow-filter.ts';
import { useWorkflowName } from '../workflows/use-workflows.ts';
import { Addressee } from './addressee.tsx';

const keys = ['channel', 'state', 'workflow', 'test'] as const;
const channels = ['email', 'sms', 'app', 'webhook'] as const;

function useColumns(): readonly Column<Message>[] {
  const { t } = useTranslation();
  const words = useWords();
  const nameOf = useWorkflowName();
  return [
    {
      key: 'subject',
      title: t('messages.subject'),
      cell: (message) => message.subject || message.body?.slice(0, 80) || t(`channel.${message.channel}`),
    },
    { key: 'state', title: t('messages.state'), cell: (message) => <MessageStateChip state={message.state} /> },
    { key: 'to', title: t('messages.to'), from: 'small', cell: (message) => <Addressee message={message} /> },
    {
      key: 'channel',
      title: t('messages.channel'),
      from: 'medium',
      cell: (message) => t(`channel.${message.channel}`),
    },
    {
      key: 'reason',
      title: t('messages.reason'),
      from: 'medium',
      cell: (message) => (message.reason ? words.reason(message.reason) : ''),
    },
    {
      key: 'workflow',
      title: t('runs.workflow'),
      from: 'medium',
      cell: (message) => (message.workflow ? nameOf(message.workflow) : ''),
    },
    {
      key: 'at',
      title: t('messages.at'),
      from: 'small',
      cell: (message) => <When at={message.sentAt ?? message.createdAt} />,
    },
  ];
}

function useSelects(): readonly FilterSelect<'channel' | 'state' | 'workflow'>[] {
  const { t } = useTranslation();
  const workflow = useWorkflowFilter();
  return [
    {
      key: 'channel',
      label: t('messages.channel'),
      options: channels.map((value) => ({ value, label: t(`channel.${value}`) })),
    },
    {
      key: 'state',
      label: t('messages.state'),
      options: messageStates.map((value) => ({ value, label: t(`messageState.${value}`) })),
    },
    workflow,
  ];
}

function NoMessages({ filtered }: { filtered: boolean }) {
  const { t } = useTranslation();
  return filtered ? (
    <Notice icon={IconSend} tone="grey" title={t('messages.noneMatch')}>
      <p>{t('runs.noneMatchHelp')}</p>
    </Notice>
  ) : (
    <Notice icon={IconSend} title={t('messages.empty')}>
      <p>{t('messages.emptyHelp')}</p>
    </Notice>
  );
}

/** `/messages`: everything that was sent or was not, and why. */
export function MessagesPage() {
  const { t } = useTranslation();
  const [filters, change] = useUrlFilters(keys);
  const selects = useSelects();
  const { columns, chooser } = useColumnChoice('messages', useColumns());
  const pages = usePages<Message>(['messages', filters], (cursor, signal) =>
    get<ListPage<Message>>(`/api/messages${query({ ...filters, cursor, limit: 50 })}`, signal),
  );
  const filtered = Object.values(filters).some((value) => value !== '');
  return (
    <Page title={t('area.messages.name')}>
      <div className="list-tools">
        <ListFilters filters={filters} onChange={change} selects={selects} tests={t('messages.tests')} />
        {chooser}
      </div>
      <EndlessList query={pages} empty={<NoMessages filtered={filtered} />}>
        {(items) => (
          <DataTable
            label={t('area.messages.name')}
            items={items}
            columns={columns}
            idOf={({ id }) => id}
            hrefOf={({ id }) => `/messages/${id}${filters.test === 'true' ? '?test=true' : ''}`}
          />
        )}
      </EndlessList>
    </Page>
  );
}
