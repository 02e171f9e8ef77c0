import { useTranslation } from 'react-i18next';
import type { Role } from '../api/answers.ts';
import { usePeople, useRoles } from '../api/use-people.ts';
import { Chip } from '../elements/chip.tsx';
import { useMay } from '../frame/use-may.ts';
import { type ItemDialogs, ItemList, RowActions } from './item-list.tsx';
import { RemoveDialog } from './remove-dialog.tsx';
import { RoleDialog, RoleView } from './role-dialog.tsx';
import { useRoleName } from './use-role-names.ts';

type RoleActionsProps = { readonly role: Role; readonly mayEdit: boolean; readonly dialogs: ItemDialogs<Role> };

function RoleActions({ role, mayEdit, dialogs }: RoleActionsProps) {
  const { t } = useTranslation();
  const name = useRoleName()(role);
  const action = (word: string, act: (role: Role) => void) => ({ word, name: `${word}: ${name}`, do: () => act(role) });
  if (role.builtIn || !mayEdit) return <RowActions actions={[action(t('roles.show'), dialogs.edit)]} />;
  return <RowActions actions={[action(t('settings.delete'), dialogs.remove), action(t('edit'), dialogs.edit)]} />;
}

/** Sets of rights: those that every company has, and one's own. */
export function Roles() {
  const { t } = useTranslation();
  const mayEdit = useMay('role:edit');
  const people = usePeople().data?.items ?? [];
  const nameOf = useRoleName();
  const holdersOf = ({ key }: Role) => people.filter(({ roles = [] }) => roles.includes(key)).length;
  const kindOf = ({ builtIn }: Role) =>
    builtIn ? <Chip>{t('roles.builtIn')}</Chip> : <Chip tone="accent">{t('roles.own')}</Chip>;
  return (
    <ItemList
      query={useRoles()}
      label={t('settings.roles')}
      columns={[
        { key: 'name', title: t('roles.name'), cell: (role) => <b>{nameOf(role)}</b> },
        { key: 'kind', title: t('roles.kind'), from: 'small', cell: kindOf },
        { key: 'holders', title: t('roles.holders'), from: 'small', number: true, cell: holdersOf },
      ]}
      idOf={({ key }) => key}
      actions={(role, dialogs) => <RoleActions role={role} mayEdit={mayEdit} dialogs={dialogs} />}
      add={mayEdit ? t('roles.new') : null}
      dialog={(role, onClose) =>
        role && (role.builtIn || !mayEdit) ? (
          <RoleView role={role} onClose={onClose} />
        ) : (
          <RoleDialog role={role} onClose={onClose} />
        )
      }
      removal={(role, onClose) => (
        <RemoveDialog
          path={`/api/roles/${role.key}`}
          title={t('roles.deleteTitle', { name: role.name })}
          help={t('roles.deleteHelp', { count: holdersOf(role) })}
          action={t('settings.delete')}
          done={t('roles.deleted')}
          onClose={onClose}
        />
      )}
    />
  );
}
