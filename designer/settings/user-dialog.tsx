import { Checkbox, NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isWithin } from '../../domain/permissions/permission.ts';
import type { User } from '../api/answers.ts';
import { patch, post } from '../api/client.ts';
import { usePeople, usePeopleChange, useRoles, useTeamList } from '../api/use-people.ts';
import { CalendarSelect } from '../calendars/calendar-select.tsx';
import { MovedAhead } from '../calendars/moved-ahead.tsx';
import { FormDialog } from '../elements/form-dialog.tsx';
import { SuggestedInput } from '../elements/suggested-input.tsx';
import { tellDone } from '../elements/tell.tsx';
import { useIssueAt } from '../elements/use-issue-at.ts';
import { useSession } from '../frame/session.tsx';
import { useRoleName } from './use-role-names.ts';
import { bodyOfUser, draftOfUser, hasOtherTime, timeOfUser, type UserDraft } from './user-form.ts';

const fields = ['name', 'email', 'password', 'roles', 'teamId', 'managerId', 'zone', 'calendarKey'] as const;

type PartProps = {
  readonly draft: UserDraft;
  readonly issueAt: (field: (typeof fields)[number]) => string | undefined;
  readonly change: (part: Partial<UserDraft>) => void;
};

function RoleChoice({ draft, issueAt, change }: PartProps) {
  const { t } = useTranslation();
  const session = useSession();
  const nameOf = useRoleName();
  const roles = useRoles().data?.items ?? [];
  return (
    <Checkbox.Group
      label={t('settings.userRoles')}
      value={[...draft.roles]}
      error={issueAt('roles')}
      onChange={(chosen) => change({ roles: chosen })}
    >
      <div className="role-choice">
        {roles.map((role) => {
          const beyond = !isWithin(role.permissions, session?.permissions ?? []);
          return (
            <Checkbox
              key={role.key}
              value={role.key}
              label={nameOf(role)}
              disabled={beyond && !draft.roles.includes(role.key)}
              {...(beyond ? { description: t('settings.roleBeyond') } : {})}
            />
          );
        })}
      </div>
    </Checkbox.Group>
  );
}

/** Who they are and how they sign in. */
function Identity({ draft, issueAt, change, known }: PartProps & { readonly known: boolean }) {
  const { t } = useTranslation();
  return (
    <>
      <TextInput
        label={t('settings.userName')}
        value={draft.name}
        error={issueAt('name')}
        autoComplete="off"
        data-autofocus
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <TextInput
        label={t('settings.userEmail')}
        type="email"
        value={draft.email}
        error={issueAt('email')}
        autoComplete="off"
        onChange={(event) => change({ email: event.currentTarget.value })}
      />
      <PasswordInput
        label={t('settings.userPassword')}
        description={known ? t('settings.userPasswordChange') : t('settings.userPasswordNew')}
        value={draft.password}
        error={issueAt('password')}
        autoComplete="new-password"
        visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
        onChange={(event) => change({ password: event.currentTarget.value })}
      />
    </>
  );
}

const optionsOf = (none: string, items: readonly { readonly id: string; readonly name: string }[]) => [
  { value: '', label: none },
  ...items.map(({ id, name }) => ({ value: id, label: name })),
];

/** Where they stand in the company. */
function Place({ draft, issueAt, change, ownId }: PartProps & { readonly ownId: string | undefined }) {
  const { t } = useTranslation();
  const teams = useTeamList().data?.items ?? [];
  const others = (usePeople().data?.items ?? []).filter(({ id, active }) => id !== ownId && active !== false);
  return (
    <>
      <NativeSelect
        label={t('settings.userTeam')}
        value={draft.teamId}
        error={issueAt('teamId')}
        data={optionsOf(t('settings.noTeam'), teams)}
        onChange={(event) => change({ teamId: event.currentTarget.value })}
      />
      <NativeSelect
        label={t('settings.userManager')}
        value={draft.managerId}
        error={issueAt('managerId')}
        data={optionsOf(t('settings.noManager'), others)}
        onChange={(event) => change({ managerId: event.currentTarget.value })}
      />
      <SuggestedInput
        label={t('settings.userZone')}
        suggest="timeZone"
        description={t('settings.userZoneHelp')}
        value={draft.zone}
        error={issueAt('zone')}
        onChange={(event) => change({ zone: event.currentTarget.value })}
      />
      <CalendarSelect
        label={t('calendars.workingTime')}
        description={t('calendars.whoseHelp')}
        value={draft.calendarKey}
        none={t('calendars.ofTeam')}
        error={issueAt('calendarKey')}
        onChange={(calendarKey) => change({ calendarKey })}
      />
    </>
  );
}

/** Adds a user, or changes one. */
export function UserDialog({ user, onClose }: { readonly user: User | null; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(() => draftOfUser(user));
  const saving = usePeopleChange(() =>
    user ? patch(`/api/users/${user.id}`, bodyOfUser(draft)) : post('/api/users', bodyOfUser(draft)),
  );
  const issueAt = useIssueAt(saving.error);
  const change = (part: Partial<UserDraft>) => setDraft((before) => ({ ...before, ...part }));
  const saved = () => {
    tellDone(user ? t('saved') : t('settings.userCreated'));
    onClose();
  };
  const part = { draft, issueAt, change };
  return (
    <FormDialog
      title={user ? t('settings.userEdit', { name: user.name }) : t('settings.userNew')}
      action={user ? t('save') : t('create')}
      fields={fields}
      saving={saving}
      complete={draft.name.trim() !== '' && draft.email.trim() !== ''}
      onSave={() => saving.mutate(undefined, { onSuccess: saved })}
      onClose={onClose}
    >
      <Identity {...part} known={user !== null} />
      <RoleChoice {...part} />
      <Place {...part} ownId={user?.id} />
      {user ? (
        <MovedAhead
          path={`/api/users/${user.id}/preview`}
          body={timeOfUser(draft)}
          changed={hasOtherTime(draft, user)}
        />
      ) : null}
    </FormDialog>
  );
}
