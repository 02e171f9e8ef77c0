import { Alert, Button, Checkbox, Group, Modal, NativeSelect, PasswordInput, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isWithin } from '../../domain/permissions/permission.ts';
import type { User } from '../api/answers.ts';
import { patch, post } from '../api/client.ts';
import { Problem } from '../api/problem.ts';
import { usePeople, usePeopleChange, useRoles, useTeamList } from '../api/use-people.ts';
import { tellDone } from '../elements/tell.tsx';
import { useSession } from '../frame/session.tsx';
import { bodyOfUser, draftOfUser, issueAt, type UserDraft } from './user-form.ts';

const fields = ['name', 'email', 'password', 'roles', 'teamId', 'managerId', 'zone'] as const;

function RoleChoice({
  value,
  error,
  onChange,
}: {
  value: readonly string[];
  error?: string | undefined;
  onChange: (roles: string[]) => void;
}) {
  const { t } = useTranslation();
  const session = useSession();
  const roles = useRoles().data?.items ?? [];
  return (
    <Checkbox.Group label={t('settings.userRoles')} value={[...value]} onChange={onChange} error={error}>
      <div className="role-choice">
        {roles.map((role) => {
          const beyond = !isWithin(role.permissions, session?.permissions ?? []);
          return (
            <Checkbox
              key={role.key}
              value={role.key}
              label={role.builtIn ? t(`role.${role.key}`) : role.name}
              disabled={beyond && !value.includes(role.key)}
              {...(beyond ? { description: t('settings.roleBeyond') } : {})}
            />
          );
        })}
      </div>
    </Checkbox.Group>
  );
}

/** What the API says that belongs to none of the fields. */
function Refusal({ error }: { error: Error | null }) {
  if (!error || (error instanceof Problem && fields.some((field) => issueAt(error, field)))) return null;
  return (
    <Alert color="red" variant="light" role="alert" p="xs">
      {error.message}
    </Alert>
  );
}

/** Adds a user, or changes one. */
export function UserDialog({ user, onClose }: { user: User | null; onClose: () => void }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(() => draftOfUser(user));
  const people = usePeople().data?.items ?? [];
  const teams = useTeamList().data?.items ?? [];
  const saving = usePeopleChange(() =>
    user ? patch(`/api/users/${user.id}`, bodyOfUser(draft)) : post('/api/users', bodyOfUser(draft)),
  );
  const change = (part: Partial<UserDraft>) => setDraft((before) => ({ ...before, ...part }));
  const errorOf = (field: string) => issueAt(saving.error, field);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate(undefined, {
      onSuccess: () => {
        tellDone(user ? t('saved') : t('settings.userCreated'));
        onClose();
      },
    });
  };
  const others = people.filter(({ id, active }) => id !== user?.id && active !== false);
  return (
    <Modal
      opened
      onClose={onClose}
      title={user ? t('settings.userEdit', { name: user.name }) : t('settings.userNew')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <Refusal error={saving.error} />
          <TextInput
            label={t('settings.userName')}
            value={draft.name}
            error={errorOf('name')}
            autoComplete="off"
            data-autofocus
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
          <TextInput
            label={t('settings.userEmail')}
            type="email"
            value={draft.email}
            error={errorOf('email')}
            autoComplete="off"
            onChange={(event) => change({ email: event.currentTarget.value })}
          />
          <PasswordInput
            label={t('settings.userPassword')}
            description={user ? t('settings.userPasswordChange') : t('settings.userPasswordNew')}
            value={draft.password}
            error={errorOf('password')}
            autoComplete="new-password"
            visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
            onChange={(event) => change({ password: event.currentTarget.value })}
          />
          <RoleChoice value={draft.roles} error={errorOf('roles')} onChange={(roles) => change({ roles })} />
          <NativeSelect
            label={t('settings.userTeam')}
            value={draft.teamId}
            error={errorOf('teamId')}
            data={[
              { value: '', label: t('settings.noTeam') },
              ...teams.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            onChange={(event) => change({ teamId: event.currentTarget.value })}
          />
          <NativeSelect
            label={t('settings.userManager')}
            value={draft.managerId}
            error={errorOf('managerId')}
            data={[
              { value: '', label: t('settings.noManager') },
              ...others.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            onChange={(event) => change({ managerId: event.currentTarget.value })}
          />
          <TextInput
            label={t('settings.userZone')}
            description={t('settings.userZoneHelp')}
            value={draft.zone}
            error={errorOf('zone')}
            onChange={(event) => change({ zone: event.currentTarget.value })}
          />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button
              type="submit"
              loading={saving.isPending}
              disabled={draft.name.trim() === '' || draft.email.trim() === ''}
            >
              {user ? t('save') : t('create')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
