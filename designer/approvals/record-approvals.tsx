import { Alert } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { RecordJson } from '../../domain/records/record.ts';
import type { Approval } from '../api/approval-answers.ts';
import { Box } from '../elements/box.tsx';
import { When } from '../elements/when.tsx';
import { useWords } from '../i18n/words.ts';
import { ApprovalStateChip } from './approval-state.tsx';
import { useRecordApprovals } from './use-approvals.ts';

/** Approvals and questions about a record; nothing where there are none. */
export function RecordApprovals({ record }: { readonly record: RecordJson }) {
  const { t } = useTranslation();
  const items = useRecordApprovals(record.id).data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Box title={t('area.approvals.name')}>
      <ul className="short-list">
        {items.map((approval) => (
          <li key={approval.id}>
            <ApprovalStateChip {...approval} />
            <Link className="truncate" to={`/approvals/${approval.id}`}>
              {approval.title}
            </Link>
            <span className="short-when">
              <When at={approval.endedAt ?? approval.createdAt} />
            </span>
          </li>
        ))}
      </ul>
    </Box>
  );
}

/** The open approval that keeps a record, or some of its fields, from being changed. */
export function useHolding(record: RecordJson): Approval | undefined {
  const items = useRecordApprovals(record.id).data?.items ?? [];
  return items.find(({ state, lock }) => state === 'open' && lock !== 'none');
}

/** Why a record, or some of its fields, cannot be changed now; nothing while it can. */
export function LockNotice({ record }: { readonly record: RecordJson }) {
  const { t } = useTranslation();
  const words = useWords();
  const holding = useHolding(record);
  if (!holding) return null;
  const fields = Object.keys(holding.bound).map((key) => words.fieldOf(record.type, key));
  return (
    <Alert
      color="orange"
      variant="light"
      p="sm"
      icon={<IconLock size={18} stroke={1.5} aria-hidden />}
      title={t(`approvals.locked.${holding.lock}`)}
    >
      {holding.lock === 'fields' ? `${t('approvals.lockedFields', { fields: fields.join(', ') })} ` : null}
      <Link to={`/approvals/${holding.id}`}>{t('approvals.openOne', { title: holding.title })}</Link>
    </Alert>
  );
}
