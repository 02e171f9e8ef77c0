import { Checkbox, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { put } from '../api/client.ts';
import type { Queue } from '../api/clock-answers.ts';
import { usePeople } from '../api/use-people.ts';
import { useQueues } from '../clocks/use-board.ts';
import { FormDialog } from '../elements/form-dialog.tsx';
import { tellDone } from '../elements/tell.tsx';
import { useIssueAt } from '../elements/use-issue-at.ts';
import { useMay } from '../frame/use-may.ts';
import { useUsers } from '../records/user-name.tsx';
import { ItemList, NamedItemActions } from './item-list.tsx';
import { keyFor } from './key-for.ts';
import { RemoveDialog } from './remove-dialog.tsx';

type PeopleChoiceProps = {
  readonly label: string;
  readonly description: string;
  readonly value: readonly string[];
  readonly error: string | undefined;
  readonly onChange: (ids: readonly string[]) => void;
};

/** Some of the people; those who have left stay until somebody takes them out. */
function PeopleChoice({ label, description, value, error, onChange }: PeopleChoiceProps) {
  const people = useUsers().filter(({ id, active }) => active !== false || value.includes(id));
  return (
    <Checkbox.Group
      label={label}
      description={description}
      value={[...value]}
      error={error}
      onChange={(ids) => onChange(ids)}
    >
      <div className="role-choice people-choice">
        {people.map(({ id, name, email }) => (
          <Checkbox key={id} value={id} label={name || email} />
        ))}
      </div>
    </Checkbox.Group>
  );
}

function useSavingQueue(key: string, onSaved: () => void) {
  const { t } = useTranslation();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (queue: Omit<Queue, 'key'>) => put<Queue>(`/api/queues/${key}`, queue),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['queues'] });
      tellDone(t('queues.saved'));
      onSaved();
    },
  });
}

function QueueDialog({ queue, onClose }: { readonly queue: Queue | null; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState(queue?.name ?? '');
  const [members, setMembers] = useState(queue?.members ?? []);
  const [alert, setAlert] = useState(queue?.alert ?? []);
  const taken = (useQueues().data?.items ?? []).map(({ key }) => key);
  const saving = useSavingQueue(queue?.key ?? keyFor(name, taken, 'queue'), onClose);
  const issueAt = useIssueAt(saving.error);
  return (
    <FormDialog
      title={queue ? t('settings.editNamed', { name: queue.name }) : t('queues.new')}
      action={queue ? t('save') : t('create')}
      fields={['name', 'members', 'alert']}
      saving={saving}
      complete={name.trim() !== ''}
      onSave={() => saving.mutate({ name: name.trim(), members, alert })}
      onClose={onClose}
    >
      <TextInput
        label={t('settings.teamName')}
        value={name}
        error={issueAt('name')}
        data-autofocus
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <PeopleChoice
        label={t('settings.teamMembers')}
        description={t('queues.membersHelp')}
        value={members}
        error={issueAt('members')}
        onChange={setMembers}
      />
      <PeopleChoice
        label={t('queues.alert')}
        description={t('queues.alertHelp')}
        value={alert}
        error={issueAt('alert')}
        onChange={setAlert}
      />
    </FormDialog>
  );
}

/** Queues: where cases and tasks wait for somebody who takes them. */
export function Queues() {
  const { t } = useTranslation();
  const mayEdit = useMay('queue:edit');
  const people = usePeople().data?.items ?? [];
  const names = (ids: readonly string[]) =>
    ids.map((id) => people.find((user) => user.id === id)?.name ?? id.slice(0, 8)).join(', ');
  return (
    <ItemList
      query={useQueues()}
      label={t('queues.title')}
      empty={t('queues.none')}
      columns={[
        { key: 'name', title: t('settings.teamName'), cell: (queue) => <b>{queue.name}</b> },
        {
          key: 'members',
          title: t('settings.teamMembers'),
          from: 'small',
          cell: ({ members }) => names(members) || '–',
        },
        {
          key: 'alert',
          title: t('queues.alert'),
          from: 'medium',
          cell: ({ alert }) => names(alert) || t('queues.administrators'),
        },
      ]}
      idOf={({ key }) => key}
      actions={mayEdit ? (queue, dialogs) => <NamedItemActions item={queue} dialogs={dialogs} /> : null}
      add={mayEdit ? t('queues.new') : null}
      dialog={(queue, onClose) => <QueueDialog queue={queue} onClose={onClose} />}
      removal={(queue, onClose) => (
        <RemoveDialog
          path={`/api/queues/${queue.key}`}
          title={t('queues.removeTitle', { name: queue.name })}
          help={t('queues.removeHelp')}
          action={t('settings.delete')}
          done={t('queues.removed')}
          onClose={onClose}
        />
      )}
    />
  );
}
