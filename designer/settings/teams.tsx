import { Button, Group, Modal, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Team } from '../api/answers.ts';
import { patch, post, remove } from '../api/client.ts';
import { usePeople, usePeopleChange, useTeamList } from '../api/use-people.ts';
import { Confirm } from '../elements/confirm.tsx';
import { Loaded } from '../elements/loaded.tsx';
import { tellDone, tellProblem } from '../elements/tell.tsx';
import { useMay } from '../frame/use-may.ts';
import { issueAt } from './user-form.ts';

function TeamDialog({ team, onClose }: { team: Team | null; onClose: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState(team?.name ?? '');
  const [leadId, setLeadId] = useState(team?.leadId ?? '');
  const people = usePeople().data?.items ?? [];
  const saving = usePeopleChange(() => {
    const body = { name: name.trim(), leadId: leadId || null };
    return team ? patch(`/api/teams/${team.id}`, body) : post('/api/teams', body);
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate(undefined, {
      onSuccess: () => {
        tellDone(t('settings.teamSaved'));
        onClose();
      },
    });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={team ? t('settings.teamEdit', { name: team.name }) : t('settings.teamNew')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <TextInput
            label={t('settings.teamName')}
            value={name}
            error={issueAt(saving.error, 'name') ?? saving.error?.message}
            data-autofocus
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <NativeSelect
            label={t('settings.teamLead')}
            value={leadId}
            data={[
              { value: '', label: t('settings.teamNobody') },
              ...people.map((user) => ({ value: user.id, label: user.name })),
            ]}
            onChange={(event) => setLeadId(event.currentTarget.value)}
          />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" loading={saving.isPending} disabled={name.trim() === ''}>
              {team ? t('save') : t('create')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function DeleteTeam({ team, members, onClose }: { team: Team; members: number; onClose: () => void }) {
  const { t } = useTranslation();
  const deleting = usePeopleChange(() => remove(`/api/teams/${team.id}`));
  return (
    <Confirm
      opened
      danger
      title={t('settings.teamDeleteTitle', { name: team.name })}
      action={t('settings.teamDelete')}
      busy={deleting.isPending}
      onClose={onClose}
      onConfirm={() =>
        deleting.mutate(undefined, {
          onSuccess: () => tellDone(t('settings.teamDeleted')),
          onError: tellProblem,
          onSettled: onClose,
        })
      }
    >
      {t('settings.teamDeleteHelp', { count: members })}
    </Confirm>
  );
}

function TeamTable({
  teams,
  actions,
}: {
  teams: readonly Team[];
  actions: { readonly onEdit: (team: Team) => void; readonly onDelete: (team: Team) => void } | null;
}) {
  const { t } = useTranslation();
  const people = usePeople().data?.items ?? [];
  return (
    <div className="plain-table">
      <table className="table" aria-label={t('settings.teams')}>
        <thead>
          <tr>
            <th scope="col">{t('settings.teamName')}</th>
            <th scope="col">{t('settings.teamLead')}</th>
            <th scope="col" className="number from-small">
              {t('settings.teamMembers')}
            </th>
            {actions ? (
              <th scope="col">
                <span className="hidden-visually">{t('settings.actions')}</span>
              </th>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {teams.map((team) => (
            <tr key={team.id}>
              <td>
                <b>{team.name}</b>
              </td>
              <td>{people.find(({ id }) => id === team.leadId)?.name ?? '–'}</td>
              <td className="number from-small">{people.filter(({ teamId }) => teamId === team.id).length}</td>
              {actions ? (
                <td>
                  <Group gap={6} justify="flex-end">
                    <Button
                      size="compact-sm"
                      variant="default"
                      aria-label={`${t('settings.teamDelete')}: ${team.name}`}
                      onClick={() => actions.onDelete(team)}
                    >
                      {t('settings.teamDelete')}
                    </Button>
                    <Button
                      size="compact-sm"
                      variant="default"
                      aria-label={t('settings.teamEdit', { name: team.name })}
                      onClick={() => actions.onEdit(team)}
                    >
                      {t('edit')}
                    </Button>
                  </Group>
                </td>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Teams: whose records the right “team” reaches. */
export function Teams() {
  const { t } = useTranslation();
  const mayEdit = useMay('team:edit');
  const teams = useTeamList();
  const people = usePeople().data?.items ?? [];
  const [edited, setEdited] = useState<Team | 'new' | null>(null);
  const [deleted, setDeleted] = useState<Team | null>(null);
  return (
    <Loaded query={teams}>
      {({ items }) => (
        <>
          {items.length === 0 ? (
            <Text size="sm" c="dimmed">
              {t('settings.teamsNone')}
            </Text>
          ) : (
            <TeamTable teams={items} actions={mayEdit ? { onEdit: setEdited, onDelete: setDeleted } : null} />
          )}
          {mayEdit ? (
            <Button mt="sm" variant="default" onClick={() => setEdited('new')}>
              {t('settings.teamNew')}
            </Button>
          ) : null}
          {edited === null ? null : (
            <TeamDialog team={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />
          )}
          {deleted ? (
            <DeleteTeam
              team={deleted}
              members={people.filter(({ teamId }) => teamId === deleted.id).length}
              onClose={() => setDeleted(null)}
            />
          ) : null}
        </>
      )}
    </Loaded>
  );
}
