import { NativeSelect, Switch } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { messageStates } from '../../domain/sending/message-state.ts';
import type { Page as ListPage, Message } from '../api/answers.ts';
import { get, query } from '../api/client.ts';
import { type Column, DataTable } from '../elements/data-table.tsx';
import { EndlessList, usePages } from '../elements/endless-list.tsx';
import { Notice } from '../elements/notice.tsx';
import { MessageStateChip } from '../elements/state-chips.tsx';
import { useColumnChoice } from '../elements/use-column-choice.tsx';
import { useUrlFilters } from '../elements/use-url-filters.ts';
import { When } from '../elements/when.tsx';
import { Page } from '../frame/page.tsx';
import { useWords } from '../i18n/words.ts';
import { useWorkflowName, useWorkflows } from '../workflows/use-workflows.ts';
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

type FilterKey = (typeof keys)[number];
type FiltersProps = {
  readonly filters: Readonly<Record<FilterKey, string>>;
  readonly setFilter: (key: FilterKey, value: string) => void;
};

function Filters({ filters, setFilter }: FiltersProps) {
  const { t } = useTranslation();
  const workflows = useWorkflows();
  const any = { value: '', label: t('list.any') };
  return (
    <fieldset className="filters" aria-label={t('list.filters')}>
      <NativeSelect
        label={t('messages.channel')}
        value={filters.channel}
        data={[any, ...channels.map((value) => ({ value, label: t(`channel.${value}`) }))]}
        onChange={(event) => setFilter('channel', event.currentTarget.value)}
      />
      <NativeSelect
        label={t('messages.state')}
        value={filters.state}
        data={[any, ...messageStates.map((value) => ({ value, label: t(`messageState.${value}`) }))]}
        onChange={(event) => setFilter('state', event.currentTarget.value)}
      />
      <NativeSelect
        label={t('runs.workflow')}
        value={filters.workflow}
        data={[any, ...workflows.map(({ key, name }) => ({ value: key, label: name }))]}
        onChange={(event) => setFilter('workflow', event.currentTarget.value)}
      />
      <Switch
        label={t('messages.tests')}
        checked={filters.test === 'true'}
        mb={8}
        onChange={(event) => setFilter('test', event.currentTarget.checked ? 'true' : '')}
      />
    </fieldset>
  );
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
  const [filters, setFilter] = useUrlFilters(keys);
  const { columns, chooser } = useColumnChoice('messages', useColumns());
  const pages = usePages<Message>(['messages', filters], (cursor, signal) =>
    get<ListPage<Message>>(`/api/messages${query({ ...filters, cursor, limit: 50 })}`, signal),
  );
  const filtered = Object.values(filters).some((value) => value !== '');
  return (
    <Page title={t('area.messages.name')}>
      <div className="list-tools">
        <Filters filters={filters} setFilter={setFilter} />
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
