import { Button, NativeSelect, SegmentedControl, Switch } from '@mantine/core';
import { IconCheckbox, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecordJson } from '../../domain/records/record.ts';
import type { Page as Answer } from '../api/answers.ts';
import { get } from '../api/client.ts';
import { EndlessList } from '../elements/endless-list.tsx';
import { NoRights } from '../elements/no-rights.tsx';
import { Notice } from '../elements/notice.tsx';
import { useNow } from '../elements/use-now.ts';
import { type Selection, useSelection } from '../elements/use-selection.ts';
import { useTimeFormat } from '../elements/use-time-format.ts';
import { useUrlFilters } from '../elements/use-url-filters.ts';
import { Page } from '../frame/page.tsx';
import { useMay } from '../frame/use-may.ts';
import { dueGroupOf, dueGroups } from './due-groups.ts';
import { NewTask } from './new-task.tsx';
import { TaskBulk } from './task-bulk.tsx';
import { onTaskKey } from './task-keys.ts';
import { TaskRow } from './task-row.tsx';
import { type TaskFilters, useTaskList, whoseTasks } from './use-task-list.ts';
import '../elements/data-table.css';
import './tasks.css';

type Queue = { readonly key: string; readonly name: string };

const keys = ['who', 'queue', 'state'] as const;

function useFilters(): readonly [TaskFilters, (changes: Partial<Record<(typeof keys)[number], string>>) => void] {
  const [values, change] = useUrlFilters(keys);
  const who = whoseTasks.find((whose) => whose === values.who) ?? 'mine';
  return [{ who, queue: values.queue, closed: values.state === 'closed' }, change];
}

function QueueFilter({ value, onChange }: { readonly value: string; readonly onChange: (queue: string) => void }) {
  const { t } = useTranslation();
  const queues = useQuery({
    queryKey: ['queues'],
    enabled: useMay('queue:read'),
    queryFn: ({ signal }) => get<Answer<Queue>>('/api/queues?limit=200', signal),
  });
  return (
    <NativeSelect
      aria-label={t('tasks.queue')}
      value={value}
      data={[
        { value: '', label: t('tasks.anyQueue') },
        ...(queues.data?.items ?? []).map(({ key, name }) => ({ value: key, label: name })),
      ]}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function Filters() {
  const { t } = useTranslation();
  const [{ who, queue, closed }, change] = useFilters();
  return (
    <fieldset className="task-filters" aria-label={t('list.filters')}>
      <SegmentedControl
        aria-label={t('tasks.whose')}
        value={who}
        data={whoseTasks.map((value) => ({ value, label: t(`tasks.who.${value}`) }))}
        onChange={(value) => change({ who: value === 'mine' ? '' : value, queue: '' })}
      />
      {who === 'queue' ? <QueueFilter value={queue} onChange={(chosen) => change({ queue: chosen })} /> : null}
      <Switch
        label={t('tasks.closed')}
        checked={closed}
        onChange={(event) => change({ state: event.currentTarget.checked ? 'closed' : '' })}
      />
    </fieldset>
  );
}

type ListProps = {
  readonly items: readonly RecordJson[];
  readonly filters: TaskFilters;
  readonly selection: Selection;
};

function Rows({
  tasks,
  label,
  late,
  filters,
  selection,
}: Omit<ListProps, 'items'> & { tasks: readonly RecordJson[]; label: string; late: boolean }) {
  const mayChange = useMay('task:update');
  return (
    <ul className="task-rows" aria-label={label}>
      {tasks.map((task) => (
        <TaskRow
          key={task.id}
          task={task}
          mayChange={mayChange}
          selection={selection}
          named={filters.who !== 'mine'}
          late={late}
        />
      ))}
    </ul>
  );
}

/** Open tasks in the groups in which people think of their day; closed ones in one. */
function Groups({ items, ...rest }: ListProps) {
  const { t } = useTranslation();
  const now = useNow();
  const { zone } = useTimeFormat();
  if (rest.filters.closed)
    return (
      <section className="task-group">
        <Rows tasks={items} label={t('tasks.closed')} late={false} {...rest} />
      </section>
    );
  return dueGroups.map((group) => {
    const tasks = items.filter(({ dueAt }) => dueGroupOf(dueAt, { now, zone }) === group);
    if (tasks.length === 0) return null;
    return (
      <section key={group} className="task-group" aria-labelledby={`due-${group}`}>
        <h2 id={`due-${group}`} className={group === 'overdue' ? 'task-head late' : 'task-head'}>
          {t(`tasks.group.${group}`)} <span className="soft figures">{tasks.length}</span>
        </h2>
        <Rows tasks={tasks} label={t(`tasks.group.${group}`)} late={group === 'overdue'} {...rest} />
      </section>
    );
  });
}

function Nothing({ filters, create }: { readonly filters: TaskFilters; readonly create: ReactNode }) {
  const { t } = useTranslation();
  return (
    <Notice
      icon={IconCheckbox}
      tone={filters.closed ? 'grey' : 'accent'}
      title={t(filters.closed ? 'tasks.noneClosed' : `tasks.none.${filters.who}`)}
      actions={filters.closed ? null : create}
    >
      <p>{t('tasks.noneHelp')}</p>
    </Notice>
  );
}

function List({ create }: { readonly create: ReactNode }) {
  const [filters] = useFilters();
  const selection = useSelection();
  const mayChange = useMay('task:update');
  return (
    <EndlessList query={useTaskList(filters)} empty={<Nothing filters={filters} create={create} />}>
      {(items) => (
        <>
          {/* biome-ignore lint/a11y/noStaticElementInteractions: keys of the links inside, which each have the focus */}
          <div onKeyDown={onTaskKey} className="task-list">
            <Groups items={items} filters={filters} selection={selection} />
          </div>
          {mayChange && !filters.closed ? <TaskBulk items={items} selection={selection} /> : null}
        </>
      )}
    </EndlessList>
  );
}

/** `/tasks`: what is to be done, by when it is due. */
export function TasksPage() {
  const { t } = useTranslation();
  const [creating, setCreating] = useState(false);
  const [maySee, mayCreate] = [useMay('task:read'), useMay('task:create')];
  const create = mayCreate ? (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setCreating(true)}>
      {t('tasks.new')}
    </Button>
  ) : null;
  return (
    <Page title={t('area.tasks.name')} actions={maySee ? create : null}>
      {maySee ? (
        <>
          <Filters />
          <List create={create} />
          <p className="soft task-hint from-small">{t('tasks.keys')}</p>
          {creating ? <NewTask onClose={() => setCreating(false)} /> : null}
        </>
      ) : (
        <NoRights />
      )}
    </Page>
  );
}
