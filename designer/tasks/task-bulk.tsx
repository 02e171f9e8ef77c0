import { Button, Group, NativeSelect } from '@mantine/core';
import { IconCircleCheck, IconUserCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecordJson } from '../../domain/records/record.ts';
import { BulkBar } from '../elements/bulk-bar.tsx';
import { BulkForm } from '../elements/bulk-form.tsx';
import type { Selection } from '../elements/use-selection.ts';
import { useChangeMany } from '../records/use-change-many.ts';
import { useUsers } from '../records/user-name.tsx';

function AssigneeForm({ onAssign }: { readonly onAssign: (userId: string | null) => void }) {
  const { t } = useTranslation();
  const users = useUsers().filter(({ active }) => active !== false);
  const [userId, setUserId] = useState('');
  return (
    <Group align="end" gap="xs">
      <NativeSelect
        label={t('tasks.assignee')}
        value={userId}
        data={[{ value: '', label: t('tasks.nobody') }, ...users.map(({ id, name }) => ({ value: id, label: name }))]}
        onChange={(event) => setUserId(event.currentTarget.value)}
      />
      <Button onClick={() => onAssign(userId || null)}>{t('bulk.assign')}</Button>
    </Group>
  );
}

/** What can be done with the chosen tasks at once. Those whose outcome a run waits for are done one by one. */
export function TaskBulk({
  items,
  selection,
}: {
  readonly items: readonly RecordJson[];
  readonly selection: Selection;
}) {
  const { t } = useTranslation();
  const tasks = items.filter(({ id }) => selection.ids.has(id));
  const clear = () => selection.choose([]);
  const changing = useChangeMany('task', tasks, clear);
  const set = (fields: Readonly<Record<string, string | null>>) => {
    const changed = tasks.map(({ id }) => ({ op: 'update' as const, id, fields }));
    changing.mutate({ items: changed, undo: Object.keys(fields) });
  };
  const asked = tasks.filter(({ outcomes }) => Array.isArray(outcomes) && outcomes.length > 0).length;
  return (
    <BulkBar
      count={tasks.length}
      onClear={clear}
      more={asked > 0 ? <span className="soft">{t('tasks.bulkOutcomes', { count: asked })}</span> : null}
    >
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconCircleCheck size={15} stroke={1.5} aria-hidden />}
        disabled={asked > 0}
        loading={changing.isPending}
        onClick={() => set({ status: 'done' })}
      >
        {t('tasks.done')}
      </Button>
      <BulkForm word={t('tasks.reassign')} icon={<IconUserCheck size={15} stroke={1.5} aria-hidden />}>
        {(close) => (
          <AssigneeForm
            onAssign={(assigneeId) => {
              close();
              set({ assigneeId });
            }}
          />
        )}
      </BulkForm>
    </BulkBar>
  );
}
