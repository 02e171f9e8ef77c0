import { Button, Group, Modal, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { RecordJson } from '../../domain/records/record.ts';
import { post } from '../api/client.ts';
import { tellDone, tellProblem } from '../elements/tell.tsx';

type Conversion = { readonly contactId: string; readonly accountId?: string | null; readonly dealId?: string | null };

/** Makes a contact, and when wanted an account and a deal, out of a lead: all or nothing. */
export function ConvertLead({ lead, opened, onClose }: { lead: RecordJson; opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [withDeal, setWithDeal] = useState(true);
  const [title, setTitle] = useState(typeof lead.company === 'string' ? lead.company : '');
  const converting = useMutation({
    mutationFn: () =>
      post<Conversion>(
        `/api/leads/${lead.id}/convert`,
        withDeal ? { deal: title.trim() === '' ? {} : { title: title.trim() } } : {},
      ),
    onSuccess: async ({ contactId }) => {
      onClose();
      await client.invalidateQueries({ queryKey: ['record', 'lead', lead.id] });
      tellDone(t('records.converted'));
      void navigate(`/records/contact/${contactId}`);
    },
    onError: tellProblem,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    converting.mutate();
  };
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('records.convertTitle')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <form onSubmit={submit}>
        <Stack>
          <Text size="sm">{t('records.convertHelp')}</Text>
          <Switch
            label={t('records.convertDeal')}
            checked={withDeal}
            onChange={(event) => setWithDeal(event.currentTarget.checked)}
          />
          {withDeal ? (
            <TextInput
              label={t('records.convertDealTitle')}
              value={title}
              onChange={(event) => setTitle(event.currentTarget.value)}
            />
          ) : null}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" loading={converting.isPending}>
              {t('records.convert')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
