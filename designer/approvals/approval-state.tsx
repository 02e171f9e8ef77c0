import {
  IconAlarm,
  IconArrowBackUp,
  IconArrowForwardUp,
  IconCircleCheck,
  IconCircleX,
  IconClockOff,
  IconFileAlert,
  IconHourglass,
  IconMinus,
  IconPencil,
  IconUserQuestion,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ApprovalState, Decision, SlotState } from '../../domain/approvals/approval.ts';
import type { Approval, ApprovalSlot } from '../api/approval-answers.ts';
import { Chip, type Look } from '../elements/chip.tsx';
import { useNow } from '../elements/use-now.ts';
import { When } from '../elements/when.tsx';

const stateLooks: { readonly [S in ApprovalState]: Look } = {
  open: { tone: 'blue', icon: IconUserQuestion },
  approved: { tone: 'green', icon: IconCircleCheck },
  rejected: { tone: 'red', icon: IconCircleX },
  rework: { tone: 'amber', icon: IconPencil },
  expired: { tone: 'amber', icon: IconClockOff },
  voided: { tone: 'amber', icon: IconFileAlert },
  recalled: { tone: 'grey', icon: IconArrowBackUp },
};

const decisionLooks: { readonly [D in Decision]: Look } = {
  approve: stateLooks.approved,
  reject: stateLooks.rejected,
  rework: stateLooks.rework,
};

const slotLooks: { readonly [S in Exclude<SlotState, 'decided'>]: Look } = {
  waiting: { tone: 'grey', icon: IconHourglass },
  open: { tone: 'blue', icon: IconUserQuestion },
  moved: { tone: 'grey', icon: IconArrowForwardUp },
  closed: { tone: 'grey', icon: IconMinus },
};

/** How an approval or a question stands. */
export function ApprovalStateChip({ kind, state }: Pick<Approval, 'kind' | 'state'>) {
  const { t } = useTranslation();
  const answered = kind === 'ask' && state === 'approved';
  return <Chip {...stateLooks[state]}>{t(answered ? 'approvalState.answered' : `approvalState.${state}`)}</Chip>;
}

/** How one answer stands. */
export function SlotChip({ slot: { state, decision }, ask }: { slot: ApprovalSlot; ask: boolean }) {
  const { t } = useTranslation();
  if (state !== 'decided') return <Chip {...slotLooks[state]}>{t(`slotState.${state}`)}</Chip>;
  const made = decision ?? 'approve';
  return <Chip {...decisionLooks[made]}>{t(ask ? 'approvalState.answered' : `decided.${made}`)}</Chip>;
}

const day = 86_400_000;

/** When it is to be decided: with how urgent that is. */
export function Deadline({ at }: { at: string | null }) {
  const { t } = useTranslation();
  const now = useNow();
  if (at === null) return <span className="soft">{t('approvals.noDeadline')}</span>;
  const left = Date.parse(at) - now;
  if (left >= day) return <When at={at} />;
  return (
    <Chip tone={left < 0 ? 'red' : 'amber'} icon={IconAlarm}>
      <span className="hidden-visually">{t(left < 0 ? 'approvals.overdue' : 'approvals.soon')} </span>
      <When at={at} />
    </Chip>
  );
}
