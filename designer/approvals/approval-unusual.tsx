import { useTranslation } from 'react-i18next';
import type { Approval, FieldDiff } from '../api/approval-answers.ts';
import { Box } from '../elements/box.tsx';
import { useSaying } from '../records/use-saying.ts';
import { ruleSentence } from '../rules/rule-sentence.ts';
import { saidChanges } from './bound-text.ts';

/** What was and what is, field by field. */
function Changes({ approval, diff, label }: { approval: Approval; diff: FieldDiff; label: string }) {
  const { t } = useTranslation();
  const saying = useSaying();
  const changes = saidChanges(approval.recordType, diff, { currency: approval.bound.currency, saying });
  return (
    <dl className="changes" aria-label={label}>
      {changes.map(({ field, label: name, parts }) => (
        <div key={field}>
          <dt>{name}</dt>
          {parts.map(({ old, now }) => (
            <dd key={`${old} ${now}`}>
              {old === null ? null : (
                <del>
                  <span className="hidden-visually">{t('approvals.was')} </span>
                  {old}
                </del>
              )}
              {now === null ? null : (
                <ins>
                  <span className="hidden-visually">{t('approvals.is')} </span>
                  {now}
                </ins>
              )}
            </dd>
          ))}
        </div>
      ))}
    </dl>
  );
}

/** What is unusual: why it has to be decided, what was changed since the round before, and what made the question void. */
export function ApprovalUnusual({ approval }: { approval: Approval }) {
  const { t } = useTranslation();
  const { words } = useSaying();
  const { because, changed, diff, recordType, escalated, state } = approval;
  const rule = because ? ruleSentence(because, { subject: recordType, words, t }) : null;
  if (rule === null && changed === null && diff === null && !escalated) return null;
  return (
    <Box title={t('approvals.unusual')}>
      <div className="unusual">
        {diff ? (
          <>
            <p>{t(state === 'voided' ? 'approvals.voidedBy' : 'approvals.changedMeanwhile')}</p>
            <Changes approval={approval} diff={diff} label={t('approvals.voidedBy')} />
          </>
        ) : null}
        {rule === null ? null : <p>{t('approvals.because', { rule })}</p>}
        {escalated ? <p>{t('approvals.escalated')}</p> : null}
        {changed ? (
          <>
            <p>{t('approvals.changedSince')}</p>
            <Changes approval={approval} diff={changed} label={t('approvals.changedSince')} />
          </>
        ) : null}
      </div>
    </Box>
  );
}
