import { Button, Modal, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { RecordJson } from '../../domain/records/record.ts';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import { post } from '../api/client.ts';
import { Problem } from '../api/problem.ts';
import { DialogFoot } from '../elements/dialog-foot.tsx';
import { tellDone, tellProblem } from '../elements/tell.tsx';
import { useWords } from '../i18n/words.ts';
import { defaultsOf } from './default-values.ts';
import { RecordFields } from './record-fields.tsx';
import { useFields } from './use-fields.ts';
import { useRecordForm } from './use-record-form.ts';
import { useRecordsChanged } from './use-records-changed.ts';

/** Dialog for a new record; opens its page when it is there. */
export function CreateRecord({ type, opened, onClose }: { type: RecordTypeKey; opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const words = useWords();
  const changed = useRecordsChanged(type);
  const navigate = useNavigate();
  const fields = useFields(type);
  const form = useRecordForm(fields, defaultsOf(fields));
  const name = words.recordType(type).toLocaleLowerCase();
  const creating = useMutation({
    mutationFn: () => post<RecordJson>(`/api/records/${type}`, form.changes()),
    onSuccess: async (record) => {
      form.reset();
      onClose();
      await changed();
      tellDone(t('records.created', { type: words.recordType(type) }));
      void navigate(`/records/${type}/${record.id}`);
    },
    onError: (error) => {
      form.refuse(error);
      if (!(error instanceof Problem && error.issues.length > 0)) tellProblem(error);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    creating.mutate();
  };
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size="lg"
      title={t('records.new', { type: name })}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="lg">
          <RecordFields form={form} />
          <DialogFoot onClose={onClose}>
            <Button type="submit" loading={creating.isPending}>
              {t('create')}
            </Button>
          </DialogFoot>
        </Stack>
      </form>
    </Modal>
  );
}
