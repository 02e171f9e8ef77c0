import { Group } from '@mantine/core';
import { IconFlag } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Calendars } from '../../domain/time/calendar.ts';
import type { BoardClock } from '../api/clock-answers.ts';
import { Chip, type Tone } from '../elements/chip.tsx';
import type { Column } from '../elements/data-table.tsx';
import { When } from '../elements/when.tsx';
import { useWords } from '../i18n/words.ts';
import { UserName } from '../records/user-name.tsx';
import { BoardRowActions } from './board-row-actions.tsx';
import { ClockMeter } from './clock-meter.tsx';
import { ClockStateChip } from './clock-state-chip.tsx';
import { useQueues } from './use-board.ts';

/** Only what is more than usual has a colour. */
const priorityTones: Partial<Record<string, Tone>> = { critical: 'red', high: 'amber' };

export function PriorityChip({ priority }: { readonly priority: string }) {
  const words = useWords();
  return (
    <Chip tone={priorityTones[priority] ?? 'grey'} icon={IconFlag}>
      {words.choice(priority)}
    </Chip>
  );
}

/** The name of a queue; its key where it is not there any more. */
export function useQueueName(): (key: string) => string {
  const queues = useQueues().data?.items ?? [];
  return (key) => queues.find((queue) => queue.key === key)?.name ?? key;
}

function RecordCell({ clock }: { readonly clock: BoardClock }) {
  const words = useWords();
  return (
    <span className="board-record">
      <span className="board-title">
        {clock.number ? <span className="soft">{clock.number}</span> : null}{' '}
        {clock.title ?? words.recordType(clock.recordType)}
      </span>
      {clock.priority ? <PriorityChip priority={clock.priority} /> : null}
    </span>
  );
}

type BoardColumns = {
  readonly told: number;
  readonly calendars: Calendars;
  readonly onReassign: (clock: BoardClock) => void;
};

/** Whose it is, where it waits, and what can be done about that. */
function useHolderColumns(onReassign: (clock: BoardClock) => void): readonly Column<BoardClock>[] {
  const { t } = useTranslation();
  const queueName = useQueueName();
  return [
    {
      key: 'owner',
      title: t('records.owner'),
      from: 'medium',
      cell: ({ ownerId }) => (ownerId ? <UserName id={ownerId} /> : t('board.nobody')),
    },
    { key: 'queue', title: t('board.queue'), from: 'medium', cell: ({ queue }) => (queue ? queueName(queue) : '') },
    {
      key: 'actions',
      title: t('settings.actions'),
      from: 'medium',
      cell: (clock) => <BoardRowActions clock={clock} onReassign={() => onReassign(clock)} />,
    },
  ];
}

/** What a row of the board shows. */
export function useBoardColumns({ told, calendars, onReassign }: BoardColumns): readonly Column<BoardClock>[] {
  const { t } = useTranslation();
  const holders = useHolderColumns(onReassign);
  return [
    { key: 'record', title: t('board.record'), cell: (clock) => <RecordCell clock={clock} /> },
    {
      key: 'state',
      title: t('board.state'),
      from: 'small',
      cell: (clock) => (
        <Group gap={6}>
          <ClockStateChip state={clock.state} />
          {clock.escalationLevel ? (
            <span className="soft">{t('cases.level', { level: clock.escalationLevel })}</span>
          ) : null}
        </Group>
      ),
    },
    { key: 'metric', title: t('board.metric'), from: 'small', cell: ({ name }) => name },
    {
      key: 'left',
      title: t('board.left'),
      cell: (clock) => (
        <div className="board-left">
          <span className="board-small">
            <ClockStateChip state={clock.state} />
          </span>
          <ClockMeter clock={clock} told={told} calendars={calendars} />
        </div>
      ),
    },
    {
      key: 'due',
      title: t('board.due'),
      from: 'medium',
      cell: ({ dueAt }) => (dueAt ? <When at={dueAt} clock /> : t('board.stands')),
    },
    ...holders,
  ];
}
