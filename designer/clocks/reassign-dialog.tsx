import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BoardClock } from '../api/clock-answers.ts';
import { usePeople } from '../api/use-people.ts';
import { FormDialog } from '../elements/form-dialog.tsx';
import { useOwnerChange } from './use-owner-change.ts';

/** Gives a record to somebody else, or to nobody. `clock` is its row as it is now: whom the user chose stays chosen. */
export function ReassignDialog({ clock, onClose }: { readonly clock: BoardClock; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [owner, setOwner] = useState(clock.ownerId ?? '');
  const people = (usePeople().data?.items ?? []).filter(({ active, id }) => active !== false || id === clock.ownerId);
  const { recordType: type, recordId: id, recordVersion: version, ownerId } = clock;
  const change = useOwnerChange({ type, id, version, ownerId });
  return (
    <FormDialog
      title={t('board.reassignOf', { name: [clock.number, clock.title].filter(Boolean).join(' ') })}
      action={t('board.reassign')}
      fields={['ownerId']}
      saving={change}
      complete={owner !== (clock.ownerId ?? '')}
      onSave={() => change.mutate(owner || null, { onSuccess: onClose })}
      onClose={onClose}
    >
      <NativeSelect
        label={t('records.owner')}
        value={owner}
        data-autofocus
        data={[
          { value: '', label: t('board.nobody') },
          ...people.map(({ id: value, name, email }) => ({ value, label: name || email })),
        ]}
        onChange={(event) => setOwner(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
