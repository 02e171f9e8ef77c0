import { Alert, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconAlertTriangle, IconArrowForwardUp } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Absence, AbsencePreview } from '../api/approval-answers.ts';
import { patch, post } from '../api/client.ts';
import { usePeople } from '../api/use-people.ts';
import { FormDialog } from '../elements/form-dialog.tsx';
import { tellDone } from '../elements/tell.tsx';
import { useIssueAt } from '../elements/use-issue-at.ts';
import { useTimeFormat } from '../elements/use-time-format.ts';
import { useSession } from '../frame/session.tsx';
import { type AbsenceDraft, bodyOfAbsence, draftOfAbsence, isComplete } from './absence-draft.ts';
import { useAbsenceChange } from './use-absence-change.ts';
import { useMayEditOf } from './use-may-edit-of.ts';

const fields = ['userId', 'from', 'until', 'substituteId', 'note'] as const;

type PartProps = {
  readonly draft: AbsenceDraft;
  readonly known: boolean;
  readonly issueAt: (field: (typeof fields)[number]) => string | undefined;
  readonly change: (part: Partial<AbsenceDraft>) => void;
};

function People({ draft, known, issueAt, change }: PartProps) {
  const { t } = useTranslation();
  const may = useMayEditOf();
  const active = (usePeople().data?.items ?? []).filter((user) => user.active !== false);
  const options = (list: typeof active) => list.map(({ id, name }) => ({ value: id, label: name }));
  const able = active.filter(({ id }) => may(id));
  return (
    <>
      {known || able.length < 2 ? null : (
        <NativeSelect
          label={t('absences.who')}
          value={draft.userId}
          error={issueAt('userId')}
          data={options(able)}
          onChange={(event) => change({ userId: event.currentTarget.value })}
        />
      )}
      <NativeSelect
        label={t('absences.substitute')}
        description={t('absences.substituteHelp')}
        value={draft.substituteId}
        error={issueAt('substituteId')}
        data={[{ value: '', label: t('absences.nobody') }, ...options(active.filter(({ id }) => id !== draft.userId))]}
        onChange={(event) => change({ substituteId: event.currentTarget.value })}
      />
    </>
  );
}

function Times({ draft, issueAt, change }: PartProps) {
  const { t } = useTranslation();
  const { zone } = useTimeFormat();
  return (
    <div className="absence-times">
      {(['from', 'until'] as const).map((key) => (
        <TextInput
          key={key}
          type="datetime-local"
          label={t(`absences.${key}`)}
          description={zone}
          value={draft[key]}
          error={issueAt(key)}
          onChange={(event) => change({ [key]: event.currentTarget.value })}
        />
      ))}
    </div>
  );
}

/** What would move to whom, asked of the API while the form is filled in; what is odd about it as a warning. */
function Preview({ draft }: { readonly draft: AbsenceDraft }) {
  const { t } = useTranslation();
  const { zone } = useTimeFormat();
  const { userId, substituteId, from } = bodyOfAbsence(draft, zone);
  const [asked] = useDebouncedValue(JSON.stringify({ userId, substituteId, from }), 300);
  const preview = useQuery({
    queryKey: ['absences', 'preview', asked],
    enabled: isComplete(draft, zone),
    placeholderData: keepPreviousData,
    queryFn: () => post<AbsencePreview>('/api/absences/preview', JSON.parse(asked)),
  }).data;
  if (!preview) return null;
  const { approvals, tasks, standIn, chain, warning } = preview;
  const who = standIn?.name ?? t('absences.nobody');
  const counts = [t('absences.approvals', { count: approvals }), t('absences.tasks', { count: tasks })].join(', ');
  return (
    <Alert
      variant="light"
      color={warning ? 'orange' : 'gray'}
      role="status"
      p="sm"
      icon={
        warning ? (
          <IconAlertTriangle size={18} stroke={1.5} aria-hidden />
        ) : (
          <IconArrowForwardUp size={18} stroke={1.5} aria-hidden />
        )
      }
      title={
        warning
          ? t(`absences.warning.${warning}`, { names: chain.map(({ name }) => name).join(' → '), name: who })
          : undefined
      }
    >
      {standIn === null ? t('absences.stays', { counts }) : t('absences.moves', { counts, name: who })}
    </Alert>
  );
}

/** Says that somebody is away, or changes it; what happens to what is open is told before it is saved. */
export function AbsenceDialog({
  absence,
  onClose,
}: {
  readonly absence: Absence | null;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const me = useSession()?.user.id ?? '';
  const { zone } = useTimeFormat();
  const [draft, setDraft] = useState(() => draftOfAbsence(absence, { me, zone, now: Date.now() }));
  const saving = useAbsenceChange(() => {
    const { userId, ...body } = bodyOfAbsence(draft, zone);
    return absence
      ? patch<Absence>(`/api/absences/${absence.id}`, body)
      : post<Absence>('/api/absences', { userId, ...body });
  });
  const issueAt = useIssueAt(saving.error);
  const change = (part: Partial<AbsenceDraft>) => setDraft((before) => ({ ...before, ...part }));
  const saved = () => {
    tellDone(t('absences.saved'));
    onClose();
  };
  const part = { draft, known: absence !== null, issueAt, change };
  return (
    <FormDialog
      title={absence ? t('absences.editOf', { name: absence.userName }) : t('absences.new')}
      action={t('save')}
      fields={fields}
      saving={saving}
      complete={isComplete(draft, zone)}
      onSave={() => saving.mutate(undefined, { onSuccess: saved })}
      onClose={onClose}
    >
      <Times {...part} />
      <People {...part} />
      <TextInput
        label={t('absences.note')}
        description={t('absences.noteHelp')}
        value={draft.note}
        error={issueAt('note')}
        maxLength={2_000}
        onChange={(event) => change({ note: event.currentTarget.value })}
      />
      <Preview draft={draft} />
    </FormDialog>
  );
}
