import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Team } from '../api/answers.ts';
import { patch, post } from '../api/client.ts';
import { usePeople, usePeopleChange, useTeamList } from '../api/use-people.ts';
import { CalendarSelect } from '../calendars/calendar-select.tsx';
import { MovedAhead } from '../calendars/moved-ahead.tsx';
import { FormDialog } from '../elements/form-dialog.tsx';
import { tellDone } from '../elements/tell.tsx';
import { useIssueAt } from '../elements/use-issue-at.ts';
import { useMay } from '../frame/use-may.ts';
import { ItemList, NamedItemActions } from './item-list.tsx';
import { RemoveDialog } from './remove-dialog.tsx';

const draftOfTeam = (team: Team | null) => ({
  name: team?.name ?? '',
  leadId: team?.leadId ?? '',
  calendarKey: team?.calendarKey ?? '',
});

type TeamTimeProps = {
  readonly team: Team | null;
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (key: string) => void;
};

/** The calendar of a team, with what another one would move. */
function TeamTime({ team, value, error, onChange }: TeamTimeProps) {
  const { t } = useTranslation();
  return (
    <>
      <CalendarSelect
        label={t('calendars.workingTime')}
        value={value}
        none={t('calendars.ofCompany')}
        error={error}
        onChange={onChange}
      />
      {team ? (
        <MovedAhead
          path={`/api/teams/${team.id}/preview`}
          body={{ calendarKey: value || null }}
          changed={value !== (team.calendarKey ?? '')}
        />
      ) : null}
    </>
  );
}

function TeamDialog({ team, onClose }: { readonly team: Team | null; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(() => draftOfTeam(team));
  const { name, leadId, calendarKey } = draft;
  const change = (part: Partial<typeof draft>) => setDraft((before) => ({ ...before, ...part }));
  const people = usePeople().data?.items ?? [];
  const leads = people.map(({ id: value, name: label }) => ({ value, label }));
  const saving = usePeopleChange(() => {
    const body = { name: name.trim(), leadId: leadId || null, calendarKey: calendarKey || null };
    return team ? patch(`/api/teams/${team.id}`, body) : post('/api/teams', body);
  });
  const issueAt = useIssueAt(saving.error);
  const saved = () => {
    tellDone(t('settings.teamSaved'));
    onClose();
  };
  return (
    <FormDialog
      title={team ? t('settings.editNamed', { name: team.name }) : t('settings.teamNew')}
      action={team ? t('save') : t('create')}
      fields={['name', 'leadId', 'calendarKey']}
      saving={saving}
      complete={name.trim() !== ''}
      onSave={() => saving.mutate(undefined, { onSuccess: saved })}
      onClose={onClose}
    >
      <TextInput
        label={t('settings.teamName')}
        value={name}
        error={issueAt('name')}
        data-autofocus
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <NativeSelect
        label={t('settings.teamLead')}
        value={leadId}
        error={issueAt('leadId')}
        data={[{ value: '', label: t('settings.teamNobody') }, ...leads]}
        onChange={(event) => change({ leadId: event.currentTarget.value })}
      />
      <TeamTime
        team={team}
        value={calendarKey}
        error={issueAt('calendarKey')}
        onChange={(key) => change({ calendarKey: key })}
      />
    </FormDialog>
  );
}

/** Teams: whose records the right “team” reaches. */
export function Teams() {
  const { t } = useTranslation();
  const mayEdit = useMay('team:edit');
  const people = usePeople().data?.items ?? [];
  const membersOf = (team: Team) => people.filter(({ teamId }) => teamId === team.id).length;
  const leadOf = (team: Team) => people.find(({ id }) => id === team.leadId)?.name ?? '–';
  return (
    <ItemList
      query={useTeamList()}
      label={t('settings.teams')}
      empty={t('settings.teamsNone')}
      columns={[
        { key: 'name', title: t('settings.teamName'), cell: (team) => <b>{team.name}</b> },
        { key: 'lead', title: t('settings.teamLead'), cell: leadOf },
        { key: 'members', title: t('settings.teamMembers'), from: 'small', number: true, cell: membersOf },
      ]}
      idOf={({ id }) => id}
      actions={mayEdit ? (team, dialogs) => <NamedItemActions item={team} dialogs={dialogs} /> : null}
      add={mayEdit ? t('settings.teamNew') : null}
      dialog={(team, onClose) => <TeamDialog team={team} onClose={onClose} />}
      removal={(team, onClose) => (
        <RemoveDialog
          path={`/api/teams/${team.id}`}
          title={t('settings.teamDeleteTitle', { name: team.name })}
          help={t('settings.teamDeleteHelp', { count: membersOf(team) })}
          action={t('settings.delete')}
          done={t('settings.teamDeleted')}
          onClose={onClose}
        />
      )}
    />
  );
}
