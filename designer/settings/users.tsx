import { Button, Group } from '@mantine/core';
import { IconCircleCheck, IconLock } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { User } from '../api/answers.ts';
import { patch } from '../api/client.ts';
import { usePeople, usePeopleChange, useRoles, useTeamList } from '../api/use-people.ts';
import { Chip } from '../elements/chip.tsx';
import { Loaded } from '../elements/loaded.tsx';
import { tellDone, tellProblem } from '../elements/tell.tsx';
import { useSession } from '../frame/session.tsx';
import { useMay } from '../frame/use-may.ts';
import { UserDialog } from './user-dialog.tsx';

function useRoleNames(): (keys: readonly string[]) => string {
  const { t } = useTranslation();
  const roles = useRoles().data?.items ?? [];
  return (keys) =>
    keys
      .map((key) => {
        const role = roles.find((candidate) => candidate.key === key);
        return role && !role.builtIn ? role.name : t(`role.${key}`, { defaultValue: key });
      })
      .join(', ');
}

function UserActions({ user, onEdit }: { user: User; onEdit: () => void }) {
  const { t } = useTranslation();
  const session = useSession();
  const locking = usePeopleChange((active: boolean) => patch(`/api/users/${user.id}`, { active }));
  const setActive = (active: boolean) =>
    locking.mutate(active, {
      onSuccess: () =>
        active
          ? tellDone(t('settings.userReactivated', { name: user.name }))
          : tellDone(t('settings.userDeactivated', { name: user.name }), () => setActive(true)),
      onError: tellProblem,
    });
  const isActive = user.active !== false;
  return (
    <Group gap={6} justify="flex-end">
      {user.id === session?.user.id ? null : (
        <Button
          size="compact-sm"
          variant="default"
          loading={locking.isPending}
          aria-label={`${isActive ? t('settings.userDeactivate') : t('settings.userReactivate')}: ${user.name}`}
          onClick={() => setActive(!isActive)}
        >
          {isActive ? t('settings.userDeactivate') : t('settings.userReactivate')}
        </Button>
      )}
      <Button
        size="compact-sm"
        variant="default"
        aria-label={t('settings.userEdit', { name: user.name })}
        onClick={onEdit}
      >
        {t('edit')}
      </Button>
    </Group>
  );
}

function UserTable({ users, onEdit }: { users: readonly User[]; onEdit: ((user: User) => void) | null }) {
  const { t } = useTranslation();
  const session = useSession();
  const rolesOf = useRoleNames();
  const teams = useTeamList().data?.items ?? [];
  return (
    <div className="plain-table">
      <table className="table" aria-label={t('settings.users')}>
        <thead>
          <tr>
            <th scope="col">{t('settings.userName')}</th>
            <th scope="col" className="from-small">
              {t('settings.userRoles')}
            </th>
            <th scope="col" className="from-small">
              {t('settings.userTeam')}
            </th>
            <th scope="col" className="from-small">
              {t('settings.userState')}
            </th>
            {onEdit ? (
              <th scope="col">
                <span className="hidden-visually">{t('settings.actions')}</span>
              </th>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {users.map((user) => (
            <tr key={user.id}>
              <td>
                <b>{user.name}</b>
                {user.id === session?.user.id ? <span className="soft"> · {t('settings.userYou')}</span> : null}
                <div className="soft">{user.email}</div>
                <div className="soft up-to-small">{rolesOf(user.roles ?? [])}</div>
              </td>
              <td className="from-small">{rolesOf(user.roles ?? [])}</td>
              <td className="from-small">{teams.find(({ id }) => id === user.teamId)?.name ?? '–'}</td>
              <td className="from-small">
                {user.active === false ? (
                  <Chip tone="amber" icon={IconLock}>
                    {t('settings.userInactive')}
                  </Chip>
                ) : (
                  <Chip tone="green" icon={IconCircleCheck}>
                    {t('settings.userActive')}
                  </Chip>
                )}
              </td>
              {onEdit ? (
                <td>
                  <UserActions user={user} onEdit={() => onEdit(user)} />
                </td>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Who may sign in, with which roles and in which team. */
export function Users() {
  const { t } = useTranslation();
  const mayEdit = useMay('user:edit');
  const users = usePeople();
  const [edited, setEdited] = useState<User | 'new' | null>(null);
  return (
    <Loaded query={users}>
      {({ items }) => (
        <>
          <UserTable users={items} onEdit={mayEdit ? setEdited : null} />
          {mayEdit ? (
            <Button mt="sm" variant="default" onClick={() => setEdited('new')}>
              {t('settings.userNew')}
            </Button>
          ) : null}
          {edited === null ? null : (
            <UserDialog user={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />
          )}
        </>
      )}
    </Loaded>
  );
}
