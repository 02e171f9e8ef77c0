import { Alert, Button, Stack, Text, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Approval, BatchResult } from '../api/approval-answers.ts';
import { post } from '../api/client.ts';
import { BulkBar } from '../elements/bulk-bar.tsx';
import { FormDialog } from '../elements/form-dialog.tsx';
import { tellDone } from '../elements/tell.tsx';
import type { Selection } from '../elements/use-selection.ts';
import { useMay } from '../frame/use-may.ts';
import { useWords } from '../i18n/words.ts';
import { useApprovalsChanged } from './use-approvals.ts';

const offered = ['reject', 'approve'] as const;
type Offered = (typeof offered)[number];

type BatchProps = { readonly chosen: readonly Approval[]; readonly decision: Offered; readonly onClose: () => void };

function useBatch({ chosen, decision, onClose }: BatchProps, selection: Selection) {
  const { t } = useTranslation();
  const again = useApprovalsChanged();
  return useMutation({
    mutationFn: (comment: string) =>
      post<{ results: readonly BatchResult[] }>('/api/approvals/batch', {
        ids: chosen.map(({ id }) => id),
        decision,
        ...(comment === '' ? {} : { comment }),
      }),
    onSettled: again,
    onSuccess: ({ results }) => {
      const refused = results.filter(({ kind }) => kind === 'refused').map(({ id }) => id);
      selection.choose(refused);
      if (refused.length > 0) return;
      tellDone(t(`approvals.batchDone.${decision}`, { count: results.length }));
      onClose();
    },
  });
}

/** What became of each, where some could not be decided. */
function Results({ chosen, results }: { chosen: readonly Approval[]; results: readonly BatchResult[] }) {
  const { t } = useTranslation();
  const words = useWords();
  const titles = new Map(chosen.map(({ id, title }) => [id, title]));
  const done = results.filter(({ kind }) => kind === 'done').length;
  return (
    <Alert
      color="orange"
      variant="light"
      role="alert"
      p="sm"
      title={t('approvals.batchSome', { count: done, total: results.length })}
    >
      <ul className="batch-results">
        {results.map((result) =>
          result.kind === 'done' ? null : (
            <li key={result.id}>
              <Link to={`/approvals/${result.id}`}>{titles.get(result.id) ?? result.id}</Link>
              {': '}
              {t(`approvals.refused.${result.code}`, { defaultValue: words.say(result.detail) })}
            </li>
          ),
        )}
      </ul>
    </Alert>
  );
}

/** The comment that goes with all of them, and what became of each. */
function BatchDialog({ selection, ...props }: BatchProps & { readonly selection: Selection }) {
  const { t } = useTranslation();
  const { chosen, decision, onClose } = props;
  const [comment, setComment] = useState('');
  const deciding = useBatch(props, selection);
  const results = deciding.data?.results;
  const needed = chosen.some(({ commentRequired }) => commentRequired.includes(decision));
  const open = results === undefined ? chosen.length : results.filter(({ kind }) => kind === 'refused').length;
  return (
    <FormDialog
      title={t(`approvals.batchTitle.${decision}`, { count: open })}
      action={results === undefined ? t(`decide.${decision}`) : t('problem.retry')}
      fields={[]}
      saving={deciding}
      complete={!needed || comment.trim() !== ''}
      onSave={() => deciding.mutate(comment.trim())}
      onClose={onClose}
    >
      {results === undefined ? null : <Results chosen={chosen} results={results} />}
      <Stack gap={4}>
        <ul className="batch-titles" aria-label={t('approvals.batchThese')}>
          {chosen.slice(0, 8).map(({ id, title }) => (
            <li key={id}>{title}</li>
          ))}
        </ul>
        {chosen.length > 8 ? (
          <Text size="sm" c="dimmed">
            {t('approvals.batchMore', { count: chosen.length - 8 })}
          </Text>
        ) : null}
      </Stack>
      <Textarea
        label={t('approvals.comment')}
        description={needed ? t('approvals.commentForAll') : t('approvals.commentOptional')}
        value={comment}
        autosize
        minRows={3}
        maxLength={5_000}
        data-autofocus
        onChange={(event) => setComment(event.currentTarget.value)}
      />
    </FormDialog>
  );
}

/** Decides all that are chosen, each in one's own slot. At most a hundred at once, as the API takes them. */
export function ApprovalBulk({ items, selection }: { items: readonly Approval[]; selection: Selection }) {
  const { t } = useTranslation();
  const may = useMay('approval:decide');
  const [decision, setDecision] = useState<Offered | null>(null);
  const [held, setHeld] = useState<readonly Approval[]>([]);
  const chosen = items.filter(({ id, kind }) => kind === 'approval' && selection.ids.has(id)).slice(0, 100);
  const asks = items.some(({ id, kind }) => kind === 'ask' && selection.ids.has(id));
  const start = (wanted: Offered) => {
    setHeld(chosen);
    setDecision(wanted);
  };
  return (
    <>
      <BulkBar
        count={items.filter(({ id }) => selection.ids.has(id)).length}
        onClear={() => selection.choose([])}
        more={asks ? <span className="soft">{t('approvals.asksApart')}</span> : null}
      >
        {may
          ? offered.map((wanted) => (
              <Button
                key={wanted}
                size="compact-sm"
                variant={wanted === 'approve' ? 'filled' : 'default'}
                disabled={chosen.length === 0}
                onClick={() => start(wanted)}
              >
                {t(`decide.${wanted}`)}
              </Button>
            ))
          : null}
      </BulkBar>
      {decision === null ? null : (
        <BatchDialog chosen={held} decision={decision} selection={selection} onClose={() => setDecision(null)} />
      )}
    </>
  );
}
