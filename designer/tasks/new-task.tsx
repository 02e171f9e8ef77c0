import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecordJson } from '../../domain/records/record.ts';
import { post } from '../api/client.ts';
import { FormDialog } from '../elements/form-dialog.tsx';
import { tellDone } from '../elements/tell.tsx';
import { useIssueAt } from '../elements/use-issue-at.ts';
import { useTimeFormat } from '../elements/use-time-format.ts';
import { useSession } from '../frame/session.tsx';
import { useWords } from '../i18n/words.ts';
import { useRecordsChanged } from '../records/use-records-changed.ts';
import { useUsers } from '../records/user-name.tsx';
import { fromTyped } from './due-menu.tsx';

const empty = { title: '', dueAt: '', assigneeId: '', priority: 'normal', description: '' };
type Draft = typeof empty;

type FieldsProps = {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
  readonly issueAt: (field: string) => string | undefined;
};

function Fields({ draft, change, issueAt }: FieldsProps) {
  const { t } = useTranslation();
  const words = useWords();
  const users = useUsers().filter(({ active }) => active !== false);
  return (
    <>
      <TextInput
        label={t('tasks.title')}
        value={draft.title}
        error={issueAt('title')}
        data-autofocus
        onChange={(event) => change({ title: event.currentTarget.value })}
      />
      <TextInput
        type="datetime-local"
        label={t('tasks.due')}
        value={draft.dueAt}
        error={issueAt('dueAt')}
        onChange={(event) => change({ dueAt: event.currentTarget.value })}
      />
      <NativeSelect
        label={t('tasks.assignee')}
        value={draft.assigneeId}
        error={issueAt('assigneeId')}
        data={[{ value: '', label: t('tasks.nobody') }, ...users.map(({ id, name }) => ({ value: id, label: name }))]}
        onChange={(event) => change({ assigneeId: event.currentTarget.value })}
      />
      <NativeSelect
        label={t('tasks.priority')}
        value={draft.priority}
        error={issueAt('priority')}
        data={['low', 'normal', 'high'].map((value) => ({ value, label: words.choice(value) }))}
        onChange={(event) => change({ priority: event.currentTarget.value })}
      />
      <Textarea
        label={t('tasks.description')}
        autosize
        minRows={2}
        value={draft.description}
        error={issueAt('description')}
        onChange={(event) => change({ description: event.currentTarget.value })}
      />
    </>
  );
}

/** A new task: for oneself unless somebody else is named. `due` as the control for times holds it. */
export function NewTask({ due = '', onClose }: { readonly due?: string; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const { zone } = useTimeFormat();
  const me = useSession()?.user.id ?? '';
  const changed = useRecordsChanged('task');
  const [draft, setDraft] = useState<Draft>({ ...empty, dueAt: due, assigneeId: me });
  const saving = useMutation({
    mutationFn: () => {
      const { title, dueAt, assigneeId, description, priority } = draft;
      return post<RecordJson>('/api/records/task', {
        title: title.trim(),
        priority,
        assigneeId: assigneeId || null,
        ownerId: assigneeId || me,
        dueAt: fromTyped(dueAt, zone),
        ...(description.trim() === '' ? {} : { description }),
      });
    },
    onSuccess: async () => {
      await changed();
      tellDone(t('tasks.created'));
      onClose();
    },
  });
  return (
    <FormDialog
      title={t('tasks.new')}
      action={t('create')}
      fields={Object.keys(empty)}
      saving={saving}
      complete={draft.title.trim() !== ''}
      onSave={() => saving.mutate()}
      onClose={onClose}
    >
      <Fields
        draft={draft}
        change={(part) => setDraft((before) => ({ ...before, ...part }))}
        issueAt={useIssueAt(saving.error)}
      />
    </FormDialog>
  );
}
