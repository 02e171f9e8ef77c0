import { Button, Select, Textarea } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Message } from '../api/answers.ts';
import { post } from '../api/client.ts';
import { tellDone, tellProblem } from '../elements/tell.tsx';
import { useWords } from '../i18n/words.ts';

const afterwards = ['open', 'waiting-customer', 'waiting-third-party', 'resolved'];

/** Sends the answer; afterwards the thread, the case and its timeline are read again. */
function useSending(id: string, onSent: () => void) {
  const { t } = useTranslation();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (answer: { readonly body: string; readonly status?: string }) =>
      post<Message>(`/api/cases/${id}/replies`, answer),
    onSuccess: async () => {
      onSent();
      tellDone(t('cases.sent'));
      const keys = [
        ['case-thread', id],
        ['record', 'case', id],
        ['timeline', 'case', id],
      ];
      await Promise.all(keys.map((queryKey) => client.invalidateQueries({ queryKey })));
    },
    onError: tellProblem,
  });
}

/** Answers the customer, and says what becomes of the case with it. */
export function CaseReply({ id }: { id: string }) {
  const { t } = useTranslation();
  const words = useWords();
  const [body, setBody] = useState('');
  const [status, setStatus] = useState<string | null>('waiting-customer');
  const sending = useSending(id, () => setBody(''));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    sending.mutate({ body, ...(status === null ? {} : { status }) });
  };
  return (
    <form className="thread-reply" onSubmit={submit}>
      <Textarea
        label={t('cases.answer')}
        value={body}
        onChange={(event) => setBody(event.currentTarget.value)}
        autosize
        minRows={3}
        maxRows={16}
        maxLength={100_000}
      />
      <div className="thread-reply-foot">
        <Select
          label={t('cases.afterwards')}
          placeholder={t('cases.leave')}
          clearable
          value={status}
          onChange={setStatus}
          data={afterwards.map((value) => ({ value, label: words.choice(value) }))}
        />
        <Button
          type="submit"
          leftSection={<IconSend size={16} stroke={1.5} aria-hidden />}
          loading={sending.isPending}
          disabled={body.trim() === ''}
        >
          {t('cases.send')}
        </Button>
      </div>
    </form>
  );
}
