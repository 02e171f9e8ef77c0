import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Approval, ApprovalComment, ApprovalPageAnswer, ApprovalSlot } from '../api/approval-answers.ts';
import { Box } from '../elements/box.tsx';
import { When } from '../elements/when.tsx';
import { ApprovalStateChip, SlotChip } from './approval-state.tsx';
import { CommentForm } from './comment-form.tsx';
import { sayReason, slotName, slotOrigin } from './slot-text.ts';
import { useTelling } from './use-telling.ts';

/** One answer: whose, in whose place, what they said and when; also by whom, where that was somebody else. */
function Slot({ slot, round }: { slot: ApprovalSlot; round: Approval }) {
  const telling = useTelling();
  const { t } = telling;
  const name = slotName(slot, telling);
  const origin = slotOrigin(slot, round.slots, telling);
  const other = slot.decision !== undefined && slot.actedBy !== slot.approverId ? slot.actedByName : null;
  const members = slot.approverId === null && slot.state === 'open' ? slot.candidates.map((one) => one.name) : [];
  return (
    <li>
      <div className="slot-head">
        <b>{name}</b>
        <SlotChip slot={slot} ask={round.kind === 'ask'} />
        {slot.at ? (
          <span className="short-when">
            <When at={slot.at} />
          </span>
        ) : null}
      </div>
      {origin ? <p>{origin}</p> : null}
      {other ? <p>{t('approvals.actedBy', { name: other })}</p> : null}
      {members.length > 0 ? <p>{t('approvals.oneOf', { names: members.join(', ') })}</p> : null}
      {slot.comment ? <blockquote>{slot.comment}</blockquote> : null}
    </li>
  );
}

/** What somebody said without deciding. */
function Comment({ comment: { by, text, at } }: { comment: ApprovalComment }) {
  return (
    <li>
      <div className="slot-head">
        <b>{by.name}</b>
        <span className="short-when">
          <When at={at} />
        </span>
      </div>
      <blockquote>{text}</blockquote>
    </li>
  );
}

function Round({ round, number, of }: { round: Approval; number: number; of: number }) {
  const { t } = useTranslation();
  const earlier = number < of;
  return (
    <section className="round" aria-label={t('approvals.round', { number })}>
      {of > 1 ? (
        <div className="slot-head round-head">
          <h3>
            {earlier ? (
              <Link to={`/approvals/${round.id}`}>{t('approvals.round', { number })}</Link>
            ) : (
              t('approvals.round', { number })
            )}
          </h3>
          <ApprovalStateChip {...round} />
          <span className="short-when">
            <When at={round.endedAt ?? round.createdAt} />
          </span>
        </div>
      ) : null}
      <ul className="slots">
        {round.slots.map((slot) => (
          <Slot key={slot.id} slot={slot} round={round} />
        ))}
        {round.comments.map((comment) => (
          <Comment key={comment.id} comment={comment} />
        ))}
      </ul>
      {round.reason ? <p className="soft">{t('approvals.reason', { reason: sayReason(round.reason, t) })}</p> : null}
    </section>
  );
}

/** Everybody who was asked, and what was said beside it, round by round, this one first. */
export function ApprovalHistory({ approval }: { approval: ApprovalPageAnswer }) {
  const { t } = useTranslation();
  const rounds: readonly Approval[] = [approval, ...approval.earlier];
  return (
    <Box title={t('approvals.history')}>
      {rounds.map((round, index) => (
        <Round key={round.id} round={round} number={rounds.length - index} of={rounds.length} />
      ))}
      <CommentForm key={approval.id} approvalId={approval.id} />
    </Box>
  );
}
