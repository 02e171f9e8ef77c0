import { IconCircleCheck, IconLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { User } from '../api/answers.ts';
import { patch } from '../api/client.ts';
import { usePeople, usePeopleChange, useTeamList } from '../api/use-people.ts';
import { Chip } from '../elements/chip.tsx';
import type { Column } from '../elements/data-table.tsx';
import { tellDone, tellProblem } from '../elements/tell.tsx';
import { useSession } from '../frame/session.tsx';
import { useMay } from '../frame/use-may.ts';
import { type ItemDialogs, ItemList, RowActions } from './item-list.tsx';
import { useRoleNames } from './use-role-names.ts';
import { UserDialog } from './user-dialog.tsx';

function UserActions({ user, dialogs }: { readonly user: User; readonly dialogs: ItemDialogs<User> }) {
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
  const lock = isActive ? t('settings.userDeactivate') : t('settings.userReactivate');
  const locks = { word: lock, name: `${lock}: ${user.name}`, busy: locking.isPending, do: () => setActive(!isActive) };
  const edit = { word: t('edit'), name: t('settings.userEdit', { name: user.name }), do: () => dialogs.edit(user) };
  return <RowActions actions={user.id === session?.user.id ? [edit] : [locks, edit]} />;
}

/** Name and address; on small screens the roles too, which have no column there. */
function Identity({ user, roles }: { readonly user: User; readonly roles: string }) {
  const { t } = useTranslation();
  const session = useSession();
  return (
    <>
      <b>{user.name}</b>
      {user.id === session?.user.id ? <span className="soft"> · {t('settings.userYou')}</span> : null}
      <div className="soft">{user.email}</div>
      <div className="soft up-to-small">{roles}</div>
    </>
  );
}

function ActiveChip({ active }: { readonly active: boolean }) {
  const { t } = useTranslation();
  return active ? (
    <Chip tone="green" icon={IconCircleCheck}>
      {t('settings.userActive')}
    </Chip>
  ) : (
    <Chip tone="amber" icon={IconLock}>
      {t('settings.userInactive')}
    </Chip>
  );
}

function useColumns(): readonly Column<User>[] {
  const { t } = useTranslation();
  const namesOf = useRoleNames();
  const teams = useTeamList().data?.items ?? [];
  const rolesOf = ({ roles = [] }: User) => namesOf(roles);
  const teamOf = ({ teamId }: User) => teams.find(({ id }) => id === teamId)?.name ?? '–';
  return [
    {
      key: 'name',
      title: t('settings.userName'),
      cell: (user) => <Identity user={user} roles={rolesOf(user)} />,
    },
    { key: 'roles', title: t('settings.userRoles'), from: 'small', cell: rolesOf },
    { key: 'team', title: t('settings.userTeam'), from: 'small', cell: teamOf },
    {
      key: 'state',
      title: t('settings.userState'),
      from: 'small',
      cell: ({ active }) => <ActiveChip active={active !== false} />,
    },
  ];
}

/** Who may sign in, with which roles and in which team. */
export function Users() {
  const { t } = useTranslation();
  const mayEdit = useMay('user:edit');
  return (
    <ItemList
      query={usePeople()}
      label={t('settings.users')}
      columns={useColumns()}
      idOf={({ id }) => id}
      actions={mayEdit ? (user, dialogs) => <UserActions user={user} dialogs={dialogs} /> : null}
      add={mayEdit ? t('settings.userNew') : null}
      dialog={(user, onClose) => <UserDialog user={user} onClose={onClose} />}
    />
  );
}
