import { useTranslation } from 'react-i18next';
import type { Role } from '../api/answers.ts';
import { useRoles } from '../api/use-people.ts';

/** The name of a role: built-in ones in the language of the app. */
export function useRoleName(): (role: Pick<Role, 'key' | 'name' | 'builtIn'>) => string {
  const { t } = useTranslation();
  return ({ key, name, builtIn }) => (builtIn ? t(`role.${key}`, { defaultValue: name }) : name);
}

/** The names of roles by their keys; the key of one that is gone. */
export function useRoleNames(): (keys: readonly string[]) => string {
  const nameOf = useRoleName();
  const roles = useRoles().data?.items ?? [];
  const name = (key: string) => {
    const role = roles.find((candidate) => candidate.key === key);
    return role ? nameOf(role) : key;
  };
  return (keys) => keys.map(name).join(', ');
}
