import { ActionIcon, Indicator, Popover } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { titleOf } from '../../domain/records/record-types.ts';
import type { Message } from '../api/answers.ts';
import { When } from '../elements/when.tsx';
import { useWords } from '../i18n/words.ts';
import { SubjectName } from '../records/subject-name.tsx';
import { useWorkflowName } from '../workflows/use-workflows.ts';
import { ProblemItem } from './problem-item.tsx';
import { useAttention } from './use-attention.ts';
import './attention-bell.css';

/** Of each kind, as many as are read at a glance; the whole list is a click away. */
const shown = 5;

type SectionProps = {
  readonly title: string;
  readonly count: number;
  readonly all?: { readonly to: string; readonly words: string };
  readonly onLeave: () => void;
  readonly children: ReactNode;
};

function Section({ title, count, all, onLeave, children }: SectionProps) {
  if (count === 0) return null;
  return (
    <section aria-label={title}>
      <div className="bell-head">
        <h2>{title}</h2>
        {all ? (
          <Link to={all.to} onClick={onLeave}>
            {all.words}
          </Link>
        ) : null}
      </div>
      <ul className="bell-list">{children}</ul>
    </section>
  );
}

function Item({ to, title, note, onLeave }: { to: string; title: ReactNode; note: ReactNode; onLeave: () => void }) {
  return (
    <li>
      <Link to={to} onClick={onLeave}>
        <b>{title}</b>
        <span>{note}</span>
      </Link>
    </li>
  );
}

/** Where a notification leads: to the approval or the record it is about. */
function placeOf({ id, approvalId, recordType, recordId }: Message): string {
  if (approvalId) return `/approvals/${approvalId}`;
  return recordType && recordId ? `/records/${recordType}/${recordId}` : `/messages/${id}`;
}

type Attention = ReturnType<typeof useAttention>;
type PartProps = { readonly attention: Attention; readonly onLeave: () => void };

function StoppedRuns({ attention: { incidents }, onLeave }: PartProps) {
  const { t } = useTranslation();
  const words = useWords();
  const nameOf = useWorkflowName();
  const all = { to: '/runs?state=incident', words: t('attention.all', { count: incidents.count }) };
  return (
    <Section title={t('attention.runs')} count={incidents.count} all={all} onLeave={onLeave}>
      {incidents.runs.slice(0, shown).map((run) => (
        <Item
          key={run.id}
          to={`/runs/${run.id}`}
          title={<SubjectName subject={run.subject} test={run.test === true} />}
          note={
            <>
              {run.error ? words.incident(run.error) : t('runState.incident')} · {nameOf(run.workflow)} ·{' '}
              <When at={run.startedAt} />
            </>
          }
          onLeave={onLeave}
        />
      ))}
    </Section>
  );
}

function Problems({ attention: { problems }, onLeave }: PartProps) {
  const { t } = useTranslation();
  return (
    <Section title={t('attention.problems')} count={problems.length} onLeave={onLeave}>
      {problems.slice(0, shown).map((incident) => (
        <ProblemItem key={incident.id} incident={incident} onLeave={onLeave} />
      ))}
    </Section>
  );
}

function OwnApprovals({ attention: { approvals }, onLeave }: PartProps) {
  const { t } = useTranslation();
  const all = { to: '/approvals', words: t('attention.all', { count: approvals.count }) };
  return (
    <Section title={t('attention.approvals')} count={approvals.count} all={all} onLeave={onLeave}>
      {approvals.newest.slice(0, shown).map(({ id, title, submitter, deadline, createdAt }) => (
        <Item
          key={id}
          to={`/approvals/${id}`}
          title={title}
          note={
            <>
              {submitter ? `${submitter.name} · ` : null}
              {deadline ? `${t('attention.due')} ` : null}
              <When at={deadline ?? createdAt} />
            </>
          }
          onLeave={onLeave}
        />
      ))}
    </Section>
  );
}

function OwnTasks({ attention: { tasks }, onLeave }: PartProps) {
  const { t } = useTranslation();
  const all = { to: '/tasks', words: t('attention.toTasks') };
  const due = (at: string) => (
    <>
      {t('attention.due')} <When at={at} />
    </>
  );
  return (
    <Section title={t('attention.tasks')} count={tasks.count} all={all} onLeave={onLeave}>
      {tasks.tasks.slice(0, shown).map((task) => (
        <Item
          key={task.id}
          to={`/records/task/${task.id}`}
          title={titleOf('task', task)}
          note={typeof task.dueAt === 'string' ? due(task.dueAt) : <When at={task.createdAt} />}
          onLeave={onLeave}
        />
      ))}
    </Section>
  );
}

function Notifications({ attention: { told }, onLeave }: PartProps) {
  const { t } = useTranslation();
  const nameOf = useWorkflowName();
  return (
    <Section title={t('attention.notifications')} count={told.notifications.length} onLeave={onLeave}>
      {told.notifications.slice(0, shown).map((message) => (
        <Item
          key={message.id}
          to={placeOf(message)}
          title={message.subject || message.body}
          note={
            <>
              {message.subject && message.body ? `${message.body} · ` : null}
              {message.workflow ? `${nameOf(message.workflow)} · ` : null}
              <When at={message.createdAt} />
            </>
          }
          onLeave={onLeave}
        />
      ))}
    </Section>
  );
}

/** What waits for the user: stopped runs, approvals, tasks of their own, and what workflows told them. */
export function AttentionBell() {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const attention = useAttention();
  const { count, told } = attention;
  const change = (open: boolean) => {
    setOpened(open);
    if (!open) told.markSeen();
  };
  const part = { attention, onLeave: () => change(false) };
  const nothing = count === 0 && told.notifications.length === 0;
  return (
    <Popover
      opened={opened}
      onChange={change}
      position="bottom-end"
      width="min(360px, calc(100vw - 16px))"
      shadow="md"
      trapFocus
      returnFocus
    >
      <Indicator disabled={count === 0} color="orange.8" size={8} offset={5}>
        <Popover.Target>
          <ActionIcon
            variant="default"
            size={34}
            aria-label={t('attention.label', { count })}
            onClick={() => change(!opened)}
          >
            <IconBell size={18} stroke={1.5} />
          </ActionIcon>
        </Popover.Target>
      </Indicator>
      <Popover.Dropdown p={0} className="bell" aria-label={t('attention.title')}>
        {nothing ? <p className="bell-empty">{t('attention.none')}</p> : null}
        <StoppedRuns {...part} />
        <Problems {...part} />
        <OwnApprovals {...part} />
        <OwnTasks {...part} />
        <Notifications {...part} />
      </Popover.Dropdown>
    </Popover>
  );
}
