import { Button, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { tellDone, tellProblem } from '../elements/tell.tsx';
import { useApprovalAct } from './use-approvals.ts';

/** Says something without deciding: while it is open and afterwards, for whoever sees it. */
export function CommentForm({ approvalId }: { readonly approvalId: string }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const acting = useApprovalAct(approvalId);
  const comment = text.trim();
  const said = () => {
    setText('');
    tellDone(t('approvals.did.comments'));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (comment !== '')
      acting.mutate({ act: 'comments', body: { comment } }, { onSuccess: said, onError: tellProblem });
  };
  return (
    <form className="comment-form" onSubmit={submit}>
      <Textarea
        label={t('approvals.say')}
        description={t('approvals.sayHelp')}
        value={text}
        autosize
        minRows={1}
        maxLength={5_000}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" size="compact-md" loading={acting.isPending} disabled={comment === ''}>
        {t('approvals.sayIt')}
      </Button>
    </form>
  );
}
