import { Button, Group, Modal, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Role } from '../api/answers.ts';
import { put } from '../api/client.ts';
import { usePeopleChange, useRoles } from '../api/use-people.ts';
import { FormDialog } from '../elements/form-dialog.tsx';
import { tellDone } from '../elements/tell.tsx';
import { useIssueAt } from '../elements/use-issue-at.ts';
import { RightsForm } from './rights-form.tsx';
import { permissionsFrom, type Rights, rightsFrom, roleKeyFor, spelledOut } from './role-rights.ts';
import { useRoleName } from './use-role-names.ts';

/** A built-in role: its rights are fixed, so that they mean the same everywhere. */
export function RoleView({ role, onClose }: { readonly role: Role; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const nameOf = useRoleName();
  return (
    <Modal opened onClose={onClose} size="lg" title={nameOf(role)} closeButtonProps={{ 'aria-label': t('close') }}>
      <Stack gap="sm">
        {role.builtIn ? <Text size="sm">{t('roles.fixed')}</Text> : null}
        <RightsForm rights={spelledOut(role.permissions)} onChange={null} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('close')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** Takes over the rights of another role, to begin with. */
function BeginWith({ onChoose }: { readonly onChoose: (rights: Rights) => void }) {
  const { t } = useTranslation();
  const nameOf = useRoleName();
  const roles = useRoles().data?.items ?? [];
  const [chosen, setChosen] = useState('');
  const choose = (key: string) => {
    setChosen(key);
    onChoose(rightsFrom(roles.find((role) => role.key === key)?.permissions ?? []));
  };
  return (
    <NativeSelect
      label={t('roles.beginWith')}
      value={chosen}
      data={[
        { value: '', label: t('roles.beginEmpty') },
        ...roles.map((role) => ({ value: role.key, label: nameOf(role) })),
      ]}
      onChange={(event) => choose(event.currentTarget.value)}
    />
  );
}

/** Adds a role of one's own, or changes one. */
export function RoleDialog({ role, onClose }: { readonly role: Role | null; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const taken = (useRoles().data?.items ?? []).map(({ key }) => key);
  const [name, setName] = useState(role?.name ?? '');
  const [rights, setRights] = useState(() => rightsFrom(role?.permissions ?? []));
  const key = role?.key ?? roleKeyFor(name, taken);
  const saving = usePeopleChange(() =>
    put<Role>(`/api/roles/${key}`, { name: name.trim(), permissions: permissionsFrom(rights) }),
  );
  const issueAt = useIssueAt(saving.error);
  const saved = () => {
    tellDone(t('roles.saved'));
    onClose();
  };
  return (
    <FormDialog
      title={role ? t('roles.edit', { name: role.name }) : t('roles.new')}
      action={role ? t('save') : t('create')}
      size="lg"
      fields={['name']}
      saving={saving}
      complete={name.trim() !== ''}
      onSave={() => saving.mutate(undefined, { onSuccess: saved })}
      onClose={onClose}
    >
      <TextInput
        label={t('roles.name')}
        value={name}
        error={issueAt('name')}
        data-autofocus
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {role ? null : <BeginWith onChoose={setRights} />}
      <RightsForm rights={rights} onChange={setRights} />
    </FormDialog>
  );
}
