import { ActionIcon, Button, Checkbox, Tooltip } from '@mantine/core';
import {
  IconChevronDown,
  IconChevronUp,
  IconCircleCheck,
  IconFlag,
  IconHandStop,
  IconInbox,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { RecordJson } from '../../domain/records/record.ts';
import { isRecordType } from '../../domain/records/record-types.ts';
import { Chip } from '../elements/chip.tsx';
import type { Selection } from '../elements/use-selection.ts';
import { When } from '../elements/when.tsx';
import { useWords } from '../i18n/words.ts';
import { RecordLink } from '../records/record-link.tsx';
import { UserName } from '../records/user-name.tsx';
import { checklistOf, ticked } from './checklist.ts';
import { DueMenu } from './due-menu.tsx';
import { useClaim, useTaskChange } from './use-task-change.ts';

type TaskRowProps = {
  readonly task: RecordJson;
  readonly mayChange: boolean;
  readonly selection: Selection;
  /** Whether whose it is stands in the row. */
  readonly named: boolean;
  readonly late: boolean;
};

const outcomesOf = ({ outcomes }: RecordJson): readonly string[] =>
  Array.isArray(outcomes) ? outcomes.map(String) : [];
const titleOf = ({ title, id }: RecordJson) => (typeof title === 'string' && title !== '' ? title : id);

/** How a task is done: in one click, or by the outcome that a run goes on with. */
function Finish({ task }: { readonly task: RecordJson }) {
  const { t } = useTranslation();
  const words = useWords();
  const change = useTaskChange();
  const outcomes = outcomesOf(task);
  const finish = (outcome: string | null) =>
    change.mutate({
      task,
      fields: { status: 'done', ...(outcome === null ? {} : { outcome }) },
      done: t('tasks.finished', { title: titleOf(task) }),
      final: outcomes.length > 0,
    });
  if (outcomes.length === 0)
    return (
      <Tooltip label={t('tasks.done')}>
        <ActionIcon
          variant="subtle"
          size={30}
          data-finish
          loading={change.isPending}
          aria-label={t('tasks.doneOf', { title: titleOf(task) })}
          onClick={() => finish(null)}
        >
          <IconCircleCheck size={20} stroke={1.5} />
        </ActionIcon>
      </Tooltip>
    );
  return (
    <span className="task-outcomes">
      {outcomes.map((outcome, index) => (
        <Button
          key={outcome}
          size="compact-sm"
          variant="default"
          {...(index === 0 ? { 'data-finish': true } : {})}
          loading={change.isPending && change.variables.fields.outcome === outcome}
          aria-label={t('tasks.outcomeOf', { outcome: words.choice(outcome), title: titleOf(task) })}
          onClick={() => finish(outcome)}
        >
          {words.choice(outcome)}
        </Button>
      ))}
    </span>
  );
}

/** Open again: what was closed too early. */
function Reopen({ task }: { readonly task: RecordJson }) {
  const { t } = useTranslation();
  const change = useTaskChange();
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={change.isPending}
      aria-label={t('tasks.reopenOf', { title: titleOf(task) })}
      onClick={() => change.mutate({ task, fields: { status: 'open' }, done: t('tasks.reopened') })}
    >
      {t('tasks.reopen')}
    </Button>
  );
}

/** The items of a task, ticked where they stand. */
function Checklist({ task, mayChange }: { readonly task: RecordJson; readonly mayChange: boolean }) {
  const change = useTaskChange();
  const items = checklistOf(task.checklist);
  return (
    <ul className="task-checklist">
      {items.map(({ text, done }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: items have no ids, and keep their order
        <li key={index}>
          <Checkbox
            size="xs"
            label={text}
            checked={done}
            disabled={!mayChange || change.isPending}
            onChange={() => change.mutate({ task, fields: { checklist: ticked(items, index) } })}
          />
        </li>
      ))}
    </ul>
  );
}

/** What it is about, whose it is, how urgent: everything but the title. */
function Facts({ task, named }: Pick<TaskRowProps, 'task' | 'named'>) {
  const { t } = useTranslation();
  const { relatedType, relatedId, assigneeId, queue, priority, outcome, status } = task;
  return (
    <span className="task-facts">
      {typeof relatedType === 'string' && isRecordType(relatedType) && typeof relatedId === 'string' ? (
        <RecordLink type={relatedType} id={relatedId} />
      ) : null}
      {named ? <span>{typeof assigneeId === 'string' ? <UserName id={assigneeId} /> : t('tasks.nobody')}</span> : null}
      {priority === 'high' ? (
        <Chip tone="amber" icon={IconFlag}>
          {t('tasks.high')}
        </Chip>
      ) : null}
      {typeof queue === 'string' ? <Chip icon={IconInbox}>{queue}</Chip> : null}
      {status !== 'open' && typeof outcome === 'string' ? <Chip tone="green">{outcome}</Chip> : null}
    </span>
  );
}

function Fold({ task, open, onToggle }: { task: RecordJson; open: boolean; onToggle: () => void }) {
  const { t } = useTranslation();
  const items = checklistOf(task.checklist);
  if (items.length === 0) return null;
  const done = items.filter((item) => item.done).length;
  const Arrow = open ? IconChevronUp : IconChevronDown;
  return (
    <Button
      size="compact-xs"
      variant="subtle"
      color="gray"
      className="task-fold"
      aria-expanded={open}
      rightSection={<Arrow size={13} aria-hidden />}
      onClick={onToggle}
    >
      {done}/{items.length}
      <span className="hidden-visually"> {t('tasks.checklist', { title: titleOf(task) })}</span>
    </Button>
  );
}

function Actions({ task, mayChange }: Pick<TaskRowProps, 'task' | 'mayChange'>) {
  const { t } = useTranslation();
  const claim = useClaim();
  const waits = typeof task.queue === 'string' && task.assigneeId === null && task.status === 'open';
  return (
    <span className="task-actions">
      {waits ? (
        <Button
          size="compact-sm"
          variant="light"
          leftSection={<IconHandStop size={14} stroke={1.5} aria-hidden />}
          loading={claim.isPending}
          aria-label={t('tasks.claimOf', { title: titleOf(task) })}
          onClick={() => claim.mutate({ id: task.id, how: 'claim' })}
        >
          {t('tasks.claim')}
        </Button>
      ) : null}
      {mayChange && task.status === 'open' ? <Finish task={task} /> : null}
      {mayChange && task.status === 'open' ? <DueMenu task={task} /> : null}
      {mayChange && task.status !== 'open' ? <Reopen task={task} /> : null}
    </span>
  );
}

/** A task in its list: what to do, until when, and everything that is done with it where it stands. */
export function TaskRow({ task, mayChange, selection, named, late }: TaskRowProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const { dueAt } = task;
  return (
    <li className="task-row">
      {mayChange ? (
        <Checkbox
          size="xs"
          className="task-choose"
          aria-label={t('bulk.choose', { name: titleOf(task) })}
          checked={selection.ids.has(task.id)}
          onChange={() => selection.toggle(task.id)}
        />
      ) : null}
      <span className="task-main">
        <Link className="row-link task-title" to={`/records/task/${task.id}`} aria-keyshortcuts="d x">
          {titleOf(task)}
        </Link>
        <Facts task={task} named={named} />
      </span>
      <Fold task={task} open={open} onToggle={() => setOpen(!open)} />
      <span className={late ? 'task-due late' : 'task-due'}>
        {typeof dueAt === 'string' ? <When at={dueAt} clock /> : <span className="soft">–</span>}
      </span>
      <Actions task={task} mayChange={mayChange} />
      {open ? <Checklist task={task} mayChange={mayChange} /> : null}
    </li>
  );
}
