import { Alert, Button, NativeSelect, Textarea } from '@mantine/core';
import { IconCircleCheck, IconCircleX, IconInfoCircle, IconPencil } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Decision } from '../../domain/approvals/approval.ts';
import type { ApprovalPageAnswer } from '../api/approval-answers.ts';
import { Problem } from '../api/problem.ts';
import { Box } from '../elements/box.tsx';
import { problemText } from '../elements/problem-text.ts';
import { tellDone } from '../elements/tell.tsx';
import { When } from '../elements/when.tsx';
import { useSession } from '../frame/session.tsx';
import { useWords } from '../i18n/words.ts';
import { Answer } from './answer.tsx';
import { lastDecision, sayReason, slotName, slotOf } from './slot-text.ts';
import { useApprovalAct } from './use-approvals.ts';
import { useTelling } from './use-telling.ts';

type Props = { readonly approval: ApprovalPageAnswer };

const looks = {
  approve: { icon: IconCircleCheck, props: {} },
  reject: { icon: IconCircleX, props: { variant: 'default', c: 'var(--red)' } },
  rework: { icon: IconPencil, props: { variant: 'default' } },
} as const;

/** Who ended it, what they said and when: also to whoever came second. */
export function HowItEnded({ approval, late = false }: Props & { readonly late?: boolean }) {
  const { t } = useTranslation();
  const { state, kind, endedAt } = approval;
  const last = lastDecision(approval);
  const decided = ['approved', 'rejected', 'rework'].includes(state) && last !== undefined;
  const name = last?.actedByName ?? '';
  const title = decided
    ? t(kind === 'ask' ? 'approvals.over.answered' : `approvals.over.${state}`, { name })
    : t(`approvals.overAlone.${state}`);
  return (
    <Alert
      color={state === 'approved' ? 'green' : 'gray'}
      variant="light"
      role={late ? 'alert' : 'status'}
      icon={<IconInfoCircle size={18} stroke={1.5} aria-hidden />}
      title={late ? t('approvals.late') : title}
    >
      {late ? `${title} ` : null}
      {endedAt ? <When at={endedAt} /> : null}
      {approval.reason ? <p className="over-reason">{sayReason(approval.reason, t)}</p> : null}
    </Alert>
  );
}

/** The slots that one may decide in the place of others. */
function useOthers({ slots, may }: ApprovalPageAnswer) {
  const telling = useTelling();
  if (may.decide || !may.decideForOthers) return [];
  return slots
    .filter(({ state }) => state === 'open')
    .map((slot) => ({ value: slot.id, label: slotName(slot, telling) }));
}

function useDeciding(approval: ApprovalPageAnswer) {
  const { t } = useTranslation();
  const acting = useApprovalAct(approval.id);
  const { error } = acting;
  return {
    acting,
    /** Somebody was first, or it was changed meanwhile: the page shows what it is now. */
    late: error instanceof Problem && error.status === 409,
    decide: (decision: Decision, rest: { comment: string; slotId: string | undefined }) =>
      acting.mutate(
        {
          act: 'decision',
          body: {
            decision,
            ...(rest.comment === '' ? {} : { comment: rest.comment }),
            ...(rest.slotId === undefined ? {} : { slotId: rest.slotId }),
          },
        },
        { onSuccess: () => tellDone(t(`approvals.did.${decision}`)) },
      ),
  };
}

function useOffered({ commentRequired, round, rounds }: ApprovalPageAnswer) {
  const mayRework = rounds === null || round < rounds;
  const offered = (['approve', 'reject', 'rework'] as const).filter((decision) => decision !== 'rework' || mayRework);
  return { offered, needed: offered.filter((decision) => commentRequired.includes(decision)) };
}

type Deciding = ReturnType<typeof useDeciding>;

/** The buttons of the decisions that can be made in this round. */
function Buttons({
  offered,
  busy,
  onChoose,
}: {
  offered: readonly Decision[];
  busy: boolean;
  onChoose: (decision: Decision) => void;
}) {
  const { t } = useTranslation();
  return (
    <div className="decide-buttons">
      {offered.map((decision) => {
        const { icon: Picture, props } = looks[decision];
        return (
          <Button
            key={decision}
            {...props}
            leftSection={<Picture size={16} stroke={1.6} aria-hidden />}
            disabled={busy}
            onClick={() => onChoose(decision)}
          >
            {t(`decide.${decision}`)}
          </Button>
        );
      })}
    </div>
  );
}

type InPlaceProps = {
  readonly others: ReturnType<typeof useOthers>;
  readonly value: string;
  readonly onChange: (slotId: string) => void;
};

/** In whose place one decides, where one is not asked oneself. */
function InPlaceOf({ others, value, onChange }: InPlaceProps) {
  const { t } = useTranslation();
  if (others.length === 0) return null;
  return (
    <NativeSelect
      mb="sm"
      label={t('approvals.decideFor')}
      description={t('approvals.decideForHelp')}
      value={value}
      data={others}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function useHint(needed: readonly Decision[]): string {
  const { t } = useTranslation();
  if (needed.length === 0) return t('approvals.commentOptional');
  return t('approvals.commentNeeded', { decisions: needed.map((item) => t(`decide.${item}`)).join(', ') });
}

function DecisionForm({ approval, deciding }: Props & { readonly deciding: Deciding }) {
  const { t } = useTranslation();
  const words = useWords();
  const me = useSession()?.user.id ?? '';
  const others = useOthers(approval);
  const [chosen, setChosen] = useState('');
  const [comment, setComment] = useState('');
  const [missing, setMissing] = useState<Decision | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const { acting, late, decide } = deciding;
  const { offered, needed } = useOffered(approval);
  const other = chosen || others[0]?.value || '';
  const choose = (decision: Decision) => {
    const without = comment.trim() === '' && needed.includes(decision);
    setMissing(without ? decision : null);
    if (without) return field.current?.focus();
    decide(decision, { comment: comment.trim(), slotId: slotOf(approval, me)?.id ?? (other || undefined) });
  };
  return (
    <Box title={t('approvals.yourDecision')}>
      {acting.error && !late ? (
        <Alert color="red" variant="light" role="alert" p="xs" mb="sm">
          {problemText(acting.error, words)}
        </Alert>
      ) : null}
      <InPlaceOf others={others} value={other} onChange={setChosen} />
      <Textarea
        ref={field}
        label={t('approvals.comment')}
        description={useHint(needed)}
        value={comment}
        error={missing === null ? null : t(`approvals.missing.${missing}`)}
        autosize
        minRows={2}
        maxLength={5_000}
        onChange={(event) => {
          setComment(event.currentTarget.value);
          setMissing(null);
        }}
      />
      <Buttons offered={offered} busy={acting.isPending} onChoose={choose} />
    </Box>
  );
}

/** The approval goes on, but this answer was given already. */
function LateNotice({ approval }: Props) {
  const { t } = useTranslation();
  const last = lastDecision(approval);
  return (
    <Alert color="gray" variant="light" role="alert" p="sm" title={t('approvals.late')}>
      {last?.decision
        ? t(`approvals.slotDid.${last.decision}`, { name: last.actedByName ?? '' })
        : t('approvals.lateHelp')}{' '}
      {last?.at ? <When at={last.at} /> : null}
    </Alert>
  );
}

/** Where somebody who has decided, or was never asked, stands. */
function NothingToDo({ approval }: Props) {
  const { t } = useTranslation();
  const me = useSession()?.user.id ?? '';
  const telling = useTelling();
  const own = approval.slots.find(({ actedBy, decision }) => actedBy === me && decision !== undefined);
  const waits = approval.slots.some(
    ({ state, candidates }) => state === 'waiting' && candidates.some(({ id }) => id === me),
  );
  const open = approval.slots.filter(({ state }) => state === 'open').map((slot) => slotName(slot, telling));
  return (
    <Alert color="gray" variant="light" role="status" icon={<IconInfoCircle size={18} stroke={1.5} aria-hidden />}>
      {own?.decision ? `${t(`approvals.youDid.${own.decision}`)} ` : null}
      {waits ? `${t('approvals.notYourTurn')} ` : null}
      {open.length > 0 ? t('approvals.waitsFor', { names: open.join(', ') }) : null}{' '}
      <Link to="/approvals">{t('approvals.toInbox')}</Link>
    </Alert>
  );
}

/** The buttons, or why there are none. */
export function Decide({ approval }: Props) {
  const { state, may, kind } = approval;
  const deciding = useDeciding(approval);
  const { late } = deciding;
  if (state !== 'open') return <HowItEnded approval={approval} late={late} />;
  const able = may.decide || may.decideForOthers;
  return (
    <>
      {late ? <LateNotice approval={approval} /> : null}
      {able ? null : <NothingToDo approval={approval} />}
      {able && kind === 'ask' ? <Answer approval={approval} /> : null}
      {able && kind === 'approval' ? <DecisionForm approval={approval} deciding={deciding} /> : null}
    </>
  );
}
