import { Anchor } from '@mantine/core';
import { IconClockExclamation } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { clockKinds } from '../../domain/sla/policy.ts';
import type { BoardClock } from '../api/clock-answers.ts';
import { usePeople } from '../api/use-people.ts';
import { DataTable } from '../elements/data-table.tsx';
import { type FilterSelect, ListFilters } from '../elements/list-filters.tsx';
import { Loaded } from '../elements/loaded.tsx';
import { NoRights } from '../elements/no-rights.tsx';
import { Notice } from '../elements/notice.tsx';
import { useColumnChoice } from '../elements/use-column-choice.tsx';
import { useUrlFilters } from '../elements/use-url-filters.ts';
import { Page } from '../frame/page.tsx';
import { useSession } from '../frame/session.tsx';
import { useMay } from '../frame/use-may.ts';
import { useBoardColumns } from './board-columns.tsx';
import { BoardStates } from './board-states.tsx';
import { ReassignDialog } from './reassign-dialog.tsx';
import { type BoardFilters, useBoard, useBoardCounts, usePolicies, useQueues } from './use-board.ts';
import { useClockCalendars } from './use-clock-calendars.ts';
import './board.css';

const keys = ['state', 'queue', 'owner', 'policy', 'kind'] as const;

function useSelects(): readonly FilterSelect<'queue' | 'owner' | 'policy' | 'kind'>[] {
  const { t } = useTranslation();
  const me = useSession()?.user.id ?? '';
  const queues = useQueues().data?.items ?? [];
  const policies = usePolicies().data?.items ?? [];
  const people = (usePeople().data?.items ?? []).filter(({ id }) => id !== me);
  return [
    {
      key: 'queue',
      label: t('board.queue'),
      options: queues.map(({ key, name }) => ({ value: key, label: name })),
    },
    {
      key: 'owner',
      label: t('records.owner'),
      options: [
        { value: me, label: t('board.me') },
        { value: 'none', label: t('board.nobody') },
        ...people.map(({ id, name, email }) => ({ value: id, label: name || email })),
      ],
    },
    {
      key: 'policy',
      label: t('board.policy'),
      options: policies.map(({ key, name }) => ({ value: key, label: name })),
    },
    {
      key: 'kind',
      label: t('board.metric'),
      options: clockKinds.map((value) => ({ value, label: t(`clockKind.${value}`) })),
    },
  ];
}

function NothingHere({ filtered }: { readonly filtered: boolean }) {
  const { t } = useTranslation();
  const policies = usePolicies().data?.items;
  const none = policies !== undefined && policies.length === 0;
  return (
    <Notice
      icon={IconClockExclamation}
      tone={filtered ? 'grey' : 'accent'}
      title={t(filtered ? 'board.noneMatch' : none ? 'board.noPolicies' : 'board.empty')}
      actions={
        none && !filtered ? (
          <Anchor component={Link} to="/settings">
            {t('board.toPolicies')}
          </Anchor>
        ) : null
      }
    >
      <p>{t(filtered ? 'runs.noneMatchHelp' : none ? 'board.noPoliciesHelp' : 'board.emptyHelp')}</p>
    </Notice>
  );
}

type BoardTableProps = { readonly filters: BoardFilters; readonly change: (changes: Partial<BoardFilters>) => void };

function BoardTable({ filters, change }: BoardTableProps) {
  const { t } = useTranslation();
  const selects = useSelects();
  const [reassigned, setReassigned] = useState<BoardClock | null>(null);
  const board = useBoard(filters);
  const calendars = useClockCalendars();
  const told = board.dataUpdatedAt;
  const reassignedNow = board.data?.items.find(({ id }) => id === reassigned?.id) ?? reassigned;
  const { columns, chooser } = useColumnChoice(
    'board',
    useBoardColumns({ told, calendars, onReassign: setReassigned }),
  );
  const filtered = Object.values(filters).some((value) => value !== '');
  return (
    <>
      <div className="list-tools">
        <ListFilters filters={filters} onChange={change} selects={selects} />
        {chooser}
      </div>
      <Loaded query={board}>
        {({ items, nextCursor }) =>
          items.length === 0 ? (
            <NothingHere filtered={filtered} />
          ) : (
            <>
              <DataTable
                label={t('area.board.name')}
                items={items}
                columns={columns}
                idOf={({ id }) => id}
                hrefOf={({ recordType, recordId }) => `/records/${recordType}/${recordId}`}
              />
              <div className="table-foot">
                <span aria-live="polite">{t(nextCursor ? 'board.first' : 'list.count', { count: items.length })}</span>
              </div>
            </>
          )
        }
      </Loaded>
      {reassignedNow ? <ReassignDialog clock={reassignedNow} onClose={() => setReassigned(null)} /> : null}
    </>
  );
}

function Board() {
  const [filters, change] = useUrlFilters(keys);
  const counts = useBoardCounts(filters).data;
  return (
    <>
      <BoardStates counts={counts} chosen={filters.state} onChoose={(state) => change({ state })} />
      <BoardTable filters={filters} change={change} />
    </>
  );
}

/** `/board`: promises that are at risk, broken or standing still, those with the least working time left first. */
export function BoardPage() {
  const { t } = useTranslation();
  const may = useMay('sla:read');
  return <Page title={t('area.board.name')}>{may ? <Board /> : <NoRights />}</Page>;
}
