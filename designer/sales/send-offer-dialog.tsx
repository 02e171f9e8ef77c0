import { NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecordJson } from '../../domain/records/record.ts';
import type { Message, Page } from '../api/answers.ts';
import { get, post } from '../api/client.ts';
import { FormDialog } from '../elements/form-dialog.tsx';
import { tellDone } from '../elements/tell.tsx';
import { useIssueAt } from '../elements/use-issue-at.ts';
import { useRecord } from '../records/record-link.tsx';
import { useRecordsChanged } from '../records/use-records-changed.ts';

type TemplateName = { readonly key: string; readonly name: string; readonly channel: string };

const useMailTemplates = () =>
  useQuery({
    queryKey: ['templates'],
    queryFn: ({ signal }) => get<Page<TemplateName>>('/api/templates?limit=200', signal),
    staleTime: 60_000,
  });

/** Sends an offer to its customer: to whom, with which mail; its PDF and the link go along. */
export function SendOfferDialog({ offer, onClose }: { offer: RecordJson; onClose: () => void }) {
  const { t } = useTranslation();
  const changed = useRecordsChanged('offer');
  const contact = useRecord('contact', typeof offer.contactId === 'string' ? offer.contactId : null).data;
  const own = typeof contact?.email === 'string' ? contact.email : '';
  const [typed, setTyped] = useState<string | null>(null);
  const [template, setTemplate] = useState('offer');
  const to = typed ?? own;
  const mails = (useMailTemplates().data?.items ?? []).filter(({ channel }) => channel === 'email');
  const sending = useMutation({
    mutationFn: () =>
      post<Message>(`/api/offers/${offer.id}/send`, { template, ...(to.trim() === own ? {} : { to: to.trim() }) }),
    onSuccess: async () => {
      onClose();
      tellDone(t('sales.sent', { to }));
      await changed();
    },
  });
  const issueAt = useIssueAt(sending.error);
  return (
    <FormDialog
      title={t('sales.sendTitle', { number: String(offer.number ?? '') })}
      action={t('sales.sendNow')}
      fields={['to', 'template']}
      saving={sending}
      complete={to.trim() !== ''}
      onSave={() => sending.mutate()}
      onClose={onClose}
    >
      <TextInput
        label={t('sales.sendTo')}
        description={t('sales.sendToHelp')}
        type="email"
        value={to}
        error={issueAt('to')}
        data-autofocus
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <NativeSelect
        label={t('sales.sendWith')}
        value={template}
        error={issueAt('template')}
        data={mails.length === 0 ? [template] : mails.map(({ key, name }) => ({ value: key, label: name }))}
        onChange={(event) => setTemplate(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
