import { ActionIcon, Menu, TextInput } from '@mantine/core';
import { IconCalendarDue } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fromWall, toWall } from '../../domain/time/zone.ts';
import { patch } from '../api/client.ts';
import { FormDialog } from '../elements/form-dialog.tsx';
import { shortTime } from '../elements/format-time.ts';
import { tellDone } from '../elements/tell.tsx';
import { useIssueAt } from '../elements/use-issue-at.ts';
import { useNow } from '../elements/use-now.ts';
import { useTimeFormat } from '../elements/use-time-format.ts';
import { useRecordsChanged } from '../records/use-records-changed.ts';
import { type Later, laterTimes } from './later-times.ts';
import { type ChangedTask, useTaskChange } from './use-task-change.ts';

/** A moment as the control for times holds it, in a zone: `2026-11-24T09:00`. */
export const asTyped = (iso: string, zone: string) =>
  new Date(toWall(Date.parse(iso), zone)).toISOString().slice(0, 16);
/** And back; null for nothing. */
export const fromTyped = (typed: string, zone: string) =>
  typed === '' ? null : new Date(fromWall(Date.parse(`${typed}:00Z`), zone)).toISOString();

/** Changes the due time of a task by hand. */
export function DueDialog({ task, onClose }: { readonly task: ChangedTask; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const { zone } = useTimeFormat();
  const changed = useRecordsChanged('task');
  const [due, setDue] = useState(typeof task.dueAt === 'string' ? asTyped(task.dueAt, zone) : '');
  const saving = useMutation({
    mutationFn: () => patch(`/api/records/task/${task.id}`, { dueAt: fromTyped(due, zone) }),
    onSuccess: async () => {
      await changed();
      tellDone(t('saved'));
      onClose();
    },
  });
  const issueAt = useIssueAt(saving.error);
  return (
    <FormDialog
      title={t('tasks.dueOf', { title: String(task.title ?? '') })}
      action={t('save')}
      fields={['dueAt']}
      saving={saving}
      complete
      onSave={() => saving.mutate()}
      onClose={onClose}
    >
      <TextInput
        type="datetime-local"
        label={t('tasks.due')}
        description={t('tasks.dueHelp')}
        value={due}
        error={issueAt('dueAt')}
        data-autofocus
        onChange={(event) => setDue(event.currentTarget.value)}
      />
    </FormDialog>
  );
}

/** Puts a task off, to a usual moment or one that is named. */
export function DueMenu({ task }: { readonly task: ChangedTask }) {
  const { t } = useTranslation();
  const now = useNow();
  const format = useTimeFormat();
  const change = useTaskChange();
  const [naming, setNaming] = useState(false);
  const times = laterTimes({ now, zone: format.zone });
  const put = (dueAt: string) =>
    change.mutate({
      task,
      fields: { dueAt },
      done: t('tasks.putOff', { time: shortTime(Date.parse(dueAt), now, format) }),
    });
  return (
    <>
      <Menu position="bottom-end" shadow="md">
        <Menu.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            className="task-later"
            aria-label={t('tasks.dueOf', { title: String(task.title ?? '') })}
          >
            <IconCalendarDue size={17} stroke={1.5} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {(['hours', 'tomorrow', 'monday'] satisfies Later[]).map((later) => (
            <Menu.Item
              key={later}
              rightSection={<span className="soft figures">{shortTime(Date.parse(times[later]), now, format)}</span>}
              onClick={() => put(times[later])}
            >
              {t(`tasks.later.${later}`)}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item onClick={() => setNaming(true)}>{t('tasks.later.other')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {naming ? <DueDialog task={task} onClose={() => setNaming(false)} /> : null}
    </>
  );
}
