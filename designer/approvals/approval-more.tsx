import { NativeSelect, Text, Textarea } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp, IconUserShare } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApprovalPageAnswer } from '../api/approval-answers.ts';
import { usePeople } from '../api/use-people.ts';
import { FormDialog } from '../elements/form-dialog.tsx';
import { MoreItem, MoreMenu } from '../elements/more-menu.tsx';
import { tellDone } from '../elements/tell.tsx';
import { useIssueAt } from '../elements/use-issue-at.ts';
import { useSession } from '../frame/session.tsx';
import { slotName, slotOf } from './slot-text.ts';
import { useAbsencesNow, useApprovalAct } from './use-approvals.ts';
import { useTelling } from './use-telling.ts';

type DialogProps = { readonly approval: ApprovalPageAnswer; readonly onClose: () => void };

/** Colleagues that an answer can be given to; who is away is marked. */
function useColleagues({ slots }: ApprovalPageAnswer) {
  const { t } = useTranslation();
  const absences = useAbsencesNow();
  const asked = new Set(slots.filter(({ state }) => state !== 'moved').flatMap(({ approverId }) => approverId ?? []));
  const away = new Set(absences.filter(({ state }) => state === 'running').map(({ userId }) => userId));
  return (usePeople().data?.items ?? [])
    .filter(({ id, active }) => active !== false && !asked.has(id))
    .map(({ id, name }) => ({ value: id, label: away.has(id) ? t('approvals.nameAway', { name }) : name }));
}

function Comment({ value, onChange }: { readonly value: string; readonly onChange: (comment: string) => void }) {
  const { t } = useTranslation();
  return (
    <Textarea
      label={t('approvals.comment')}
      value={value}
      autosize
      minRows={2}
      maxLength={5_000}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

const withComment = (comment: string) => (comment.trim() === '' ? {} : { comment: comment.trim() });

function MoveDialog({ approval, act, onClose }: DialogProps & { readonly act: 'delegate' | 'reassign' }) {
  const { t } = useTranslation();
  const telling = useTelling();
  const me = useSession()?.user.id ?? '';
  const open = approval.slots.filter(({ state }) => state === 'open' || state === 'waiting');
  const [slotId, setSlotId] = useState((act === 'delegate' ? slotOf(approval, me)?.id : open[0]?.id) ?? '');
  const [to, setTo] = useState('');
  const [comment, setComment] = useState('');
  const colleagues = useColleagues(approval);
  const acting = useApprovalAct(approval.id);
  const issueAt = useIssueAt(acting.error);
  const moved = () => {
    tellDone(t(`approvals.did.${act}`));
    onClose();
  };
  const save = () => acting.mutate({ act, body: { to, slotId, ...withComment(comment) } }, { onSuccess: moved });
  return (
    <FormDialog
      title={t(`approvals.${act}Title`)}
      action={t(`approvals.${act}`)}
      fields={['to']}
      saving={acting}
      complete={to !== '' && slotId !== ''}
      onSave={save}
      onClose={onClose}
    >
      <Text size="sm">{t(`approvals.${act}Help`)}</Text>
      {act === 'reassign' ? (
        <NativeSelect
          label={t('approvals.slot')}
          value={slotId}
          data={open.map((slot) => ({ value: slot.id, label: slotName(slot, telling) }))}
          onChange={(event) => setSlotId(event.currentTarget.value)}
        />
      ) : null}
      <NativeSelect
        label={t('approvals.to')}
        value={to}
        error={issueAt('to')}
        data={[{ value: '', label: t('approvals.choose') }, ...colleagues]}
        data-autofocus
        onChange={(event) => setTo(event.currentTarget.value)}
      />
      <Comment value={comment} onChange={setComment} />
    </FormDialog>
  );
}

function RecallDialog({ approval, onClose }: DialogProps) {
  const { t } = useTranslation();
  const [comment, setComment] = useState('');
  const acting = useApprovalAct(approval.id);
  const recalled = () => {
    tellDone(t('approvals.did.recall'));
    onClose();
  };
  return (
    <FormDialog
      title={t('approvals.recallTitle')}
      action={t('approvals.recall')}
      fields={[]}
      saving={acting}
      complete
      onSave={() => acting.mutate({ act: 'recall', body: withComment(comment) }, { onSuccess: recalled })}
      onClose={onClose}
    >
      <Text size="sm">{t('approvals.recallHelp')}</Text>
      <Comment value={comment} onChange={setComment} />
    </FormDialog>
  );
}

/** What else can be done about an open approval: pass it on, give it to somebody, take it back. */
export function ApprovalMore({ approval }: { readonly approval: ApprovalPageAnswer }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState<'delegate' | 'reassign' | 'recall' | null>(null);
  const { may, state } = approval;
  const close = () => setAsked(null);
  if (state !== 'open' || !(may.decide || may.reassign || may.recall)) return null;
  return (
    <>
      <MoreMenu>
        {may.decide ? (
          <MoreItem icon={IconArrowForwardUp} onClick={() => setAsked('delegate')}>
            {t('approvals.delegate')}
          </MoreItem>
        ) : null}
        {may.reassign ? (
          <MoreItem icon={IconUserShare} onClick={() => setAsked('reassign')}>
            {t('approvals.reassign')}
          </MoreItem>
        ) : null}
        {may.recall ? (
          <MoreItem icon={IconArrowBackUp} danger onClick={() => setAsked('recall')}>
            {t('approvals.recall')}
          </MoreItem>
        ) : null}
      </MoreMenu>
      {asked === 'delegate' || asked === 'reassign' ? (
        <MoveDialog approval={approval} act={asked} onClose={close} />
      ) : null}
      {asked === 'recall' ? <RecallDialog approval={approval} onClose={close} /> : null}
    </>
  );
}
