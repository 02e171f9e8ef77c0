import { Button, Group, NativeSelect, TextInput } from '@mantine/core';
import { IconTag, IconTrash, IconUserCheck } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecordJson } from '../../domain/records/record.ts';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import { BulkBar } from '../elements/bulk-bar.tsx';
import { BulkForm } from '../elements/bulk-form.tsx';
import { Confirm } from '../elements/confirm.tsx';
import type { Selection } from '../elements/use-selection.ts';
import { useMay } from '../frame/use-may.ts';
import { useWords } from '../i18n/words.ts';
import { withTag } from './change-many.ts';
import { type ManyChange, useChangeMany } from './use-change-many.ts';
import { useUsers } from './user-name.tsx';

function TagForm({ onTag }: { onTag: (tag: string) => void }) {
  const { t } = useTranslation();
  const [tag, setTag] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (tag.trim() !== '') onTag(tag.trim());
  };
  return (
    <form onSubmit={submit}>
      <Group align="end" gap="xs">
        <TextInput
          label={t('bulk.tag')}
          value={tag}
          data-autofocus
          onChange={(event) => setTag(event.currentTarget.value)}
        />
        <Button type="submit" disabled={tag.trim() === ''}>
          {t('bulk.add')}
        </Button>
      </Group>
    </form>
  );
}

function OwnerForm({ onOwner }: { onOwner: (ownerId: string | null) => void }) {
  const { t } = useTranslation();
  const users = useUsers().filter(({ active }) => active !== false);
  const [owner, setOwner] = useState('');
  return (
    <Group align="end" gap="xs">
      <NativeSelect
        label={t('records.owner')}
        value={owner}
        data={[{ value: '', label: t('bulk.nobody') }, ...users.map(({ id, name }) => ({ value: id, label: name }))]}
        onChange={(event) => setOwner(event.currentTarget.value)}
      />
      <Button onClick={() => onOwner(owner || null)}>{t('bulk.assign')}</Button>
    </Group>
  );
}

type RecordBulkProps = {
  readonly type: RecordTypeKey;
  readonly items: readonly RecordJson[];
  readonly selection: Selection;
};

type ChangesProps = {
  readonly records: readonly RecordJson[];
  readonly onChange: (change: ManyChange) => void;
};

/** A tag and an owner for all of them. */
function Changes({ records, onChange }: ChangesProps) {
  const { t } = useTranslation();
  const assign = (ownerId: string | null) => {
    const items = records.map(({ id }) => ({ op: 'update' as const, id, fields: { ownerId } }));
    onChange({ items, undo: ['ownerId'] });
  };
  return (
    <>
      <BulkForm word={t('bulk.addTag')} icon={<IconTag size={15} stroke={1.5} aria-hidden />}>
        {(close) => (
          <TagForm
            onTag={(tag) => {
              close();
              onChange({ items: withTag(records, tag), undo: ['tags'] });
            }}
          />
        )}
      </BulkForm>
      <BulkForm word={t('bulk.owner')} icon={<IconUserCheck size={15} stroke={1.5} aria-hidden />}>
        {(close) => (
          <OwnerForm
            onOwner={(ownerId) => {
              close();
              assign(ownerId);
            }}
          />
        )}
      </BulkForm>
    </>
  );
}

/** What can be done with the chosen records at once. */
export function RecordBulk({ type, items, selection }: RecordBulkProps) {
  const { t } = useTranslation();
  const words = useWords();
  const mayUpdate = useMay(`${type}:update`);
  const mayDelete = useMay(`${type}:delete`);
  const [deleting, setDeleting] = useState(false);
  const records = items.filter(({ id }) => selection.ids.has(id));
  const clear = () => selection.choose([]);
  const changing = useChangeMany(type, records, () => {
    setDeleting(false);
    clear();
  });
  const deleteAll = () =>
    changing.mutate({ items: records.map(({ id }) => ({ op: 'delete' as const, id })), undo: [] });
  return (
    <BulkBar count={records.length} onClear={clear}>
      {mayUpdate ? <Changes records={records} onChange={(change) => changing.mutate(change)} /> : null}
      {mayDelete ? (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconTrash size={15} stroke={1.5} aria-hidden />}
          onClick={() => setDeleting(true)}
        >
          {t('records.delete')}
        </Button>
      ) : null}
      <Confirm
        opened={deleting}
        danger
        title={t('bulk.deleteTitle', { count: records.length })}
        action={t('records.delete')}
        busy={changing.isPending}
        onClose={() => setDeleting(false)}
        onConfirm={deleteAll}
      >
        {t('records.deleteHelp', { type: words.recordType(type).toLocaleLowerCase() })}
      </Confirm>
    </BulkBar>
  );
}
