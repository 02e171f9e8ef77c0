import { Button, Group, Modal, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { isRecordType, recordTypeKeys } from '../../domain/records/record-types.ts';
import type { Workflow } from '../api/answers.ts';
import { post } from '../api/client.ts';
import { tellProblem } from '../elements/tell.tsx';
import { useWords } from '../i18n/words.ts';
import { freeKey, keyOf, newDefinition } from './new-definition.ts';
import { useWorkflows } from './use-workflows.ts';

/** Dialog for an empty workflow; opens it. */
export function NewWorkflow({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const words = useWords();
  const client = useQueryClient();
  const navigate = useNavigate();
  const workflows = useWorkflows();
  const [name, setName] = useState('');
  const [subject, setSubject] = useState('lead');
  const creating = useMutation({
    mutationFn: () => {
      const key = freeKey(keyOf(name), new Set(workflows.map((workflow) => workflow.key)));
      return post<Workflow>(
        '/api/workflows',
        newDefinition({ key, name: name.trim(), subject: isRecordType(subject) ? subject : 'lead' }),
      );
    },
    onSuccess: async ({ key }) => {
      await client.invalidateQueries({ queryKey: ['workflows'] });
      void navigate(`/workflows/${key}`);
    },
    onError: tellProblem,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== '') creating.mutate();
  };
  return (
    <Modal opened={opened} onClose={onClose} title={t('workflows.new')} closeButtonProps={{ 'aria-label': t('close') }}>
      <form onSubmit={submit}>
        <Stack>
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
            onChange={(event) => setSubject(event.currentTarget.value)}
          />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" loading={creating.isPending} disabled={name.trim() === ''}>
              {t('create')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
