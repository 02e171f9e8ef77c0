import { Switch, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { RecordJson } from '../../domain/records/record.ts';
import { post } from '../api/client.ts';
import { FormDialog } from '../elements/form-dialog.tsx';
import { tellDone } from '../elements/tell.tsx';

type Conversion = { readonly contactId: string; readonly accountId?: string | null; readonly dealId?: string | null };

/** Makes a contact, and when wanted an account and a deal, out of a lead: all or nothing. */
export function ConvertLead({ lead, onClose }: { lead: RecordJson; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [withDeal, setWithDeal] = useState(true);
  const [title, setTitle] = useState(typeof lead.company === 'string' ? lead.company : '');
  const deal = title.trim() === '' ? {} : { title: title.trim() };
  const converting = useMutation({
    mutationFn: () => post<Conversion>(`/api/leads/${lead.id}/convert`, withDeal ? { deal } : {}),
    onSuccess: async ({ contactId }) => {
      onClose();
      const stale = ['record', 'records', 'timeline', 'attention'];
      await Promise.all(stale.map((key) => client.invalidateQueries({ queryKey: [key] })));
      tellDone(t('records.converted'));
      void navigate(`/records/contact/${contactId}`);
    },
  });
  return (
    <FormDialog
      title={t('records.convertTitle')}
      action={t('records.convert')}
      fields={[]}
      saving={converting}
      complete
      onSave={() => converting.mutate()}
      onClose={onClose}
    >
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
    </FormDialog>
  );
}
