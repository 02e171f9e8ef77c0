import { NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { isRecordType, type RecordTypeKey, recordTypeKeys } from '../../domain/records/record-types.ts';
import type { Workflow } from '../api/answers.ts';
import { post } from '../api/client.ts';
import { FormDialog } from '../elements/form-dialog.tsx';
import { useWords } from '../i18n/words.ts';
import { freeKey, keyOf, newDefinition } from './new-definition.ts';
import { useWorkflows } from './use-workflows.ts';

/** Dialog for an empty workflow; opens it. */
export function NewWorkflow({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const words = useWords();
  const client = useQueryClient();
  const navigate = useNavigate();
  const taken = new Set(useWorkflows().map(({ key }) => key));
  const [name, setName] = useState('');
  const [subject, setSubject] = useState<RecordTypeKey>('lead');
  const creating = useMutation({
    mutationFn: () => {
      const key = freeKey(keyOf(name), taken);
      return post<Workflow>('/api/workflows', newDefinition({ key, name: name.trim(), subject }));
    },
    onSuccess: async ({ key }) => {
      await client.invalidateQueries({ queryKey: ['workflows'] });
      void navigate(`/workflows/${key}`);
    },
  });
  return (
    <FormDialog
      title={t('workflows.new')}
      action={t('create')}
      fields={[]}
      saving={creating}
      complete={name.trim() !== ''}
      onSave={() => creating.mutate()}
      onClose={onClose}
    >
      <TextInput
        label={t('workflows.name')}
        value={name}
        maxLength={200}
        data-autofocus
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <NativeSelect
        label={t('workflows.recordType')}
        description={t('workflows.recordTypeHelp')}
        value={subject}
        data={recordTypeKeys.map((type) => ({ value: type, label: words.recordType(type) }))}
        onChange={({ currentTarget: { value } }) => setSubject(isRecordType(value) ? value : 'lead')}
      />
    </FormDialog>
  );
}
