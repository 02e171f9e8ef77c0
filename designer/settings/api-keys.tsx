import { Alert, Button, Code, CopyButton, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Page } from '../api/answers.ts';
import { get, post } from '../api/client.ts';
import { usePeopleChange } from '../api/use-people.ts';
import { FormDialog } from '../elements/form-dialog.tsx';
import { useIssueAt } from '../elements/use-issue-at.ts';
import { When } from '../elements/when.tsx';
import { useMay } from '../frame/use-may.ts';
import { ItemList, RowActions } from './item-list.tsx';
import { RemoveDialog } from './remove-dialog.tsx';

type ApiKey = {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly createdAt: string;
  readonly lastUsedAt?: string | null;
  readonly revokedAt?: string | null;
};

/** The new key, this once. */
function MadeKey({ text, onClose }: { readonly text: string; readonly onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} title={t('keys.new')} closeButtonProps={{ 'aria-label': t('close') }}>
      <Stack>
        <Alert color="yellow" variant="light" p="xs">
          {t('keys.once')}
        </Alert>
        <Code block>{text}</Code>
        <Group justify="flex-end" gap="xs">
          <CopyButton value={text}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {copied ? t('keys.copied') : t('keys.copy')}
              </Button>
            )}
          </CopyButton>
          <Button onClick={onClose}>{t('close')}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function NewKey({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const creating = usePeopleChange(() => post<{ key: string }>('/api/keys', { name: name.trim() }));
  const issueAt = useIssueAt(creating.error);
  if (creating.data) return <MadeKey text={creating.data.key} onClose={onClose} />;
  return (
    <FormDialog
      title={t('keys.new')}
      action={t('create')}
      fields={['name']}
      saving={creating}
      complete={name.trim() !== ''}
      onSave={() => creating.mutate(undefined)}
      onClose={onClose}
    >
      <TextInput
        label={t('keys.name')}
        description={t('keys.nameHelp')}
        value={name}
        error={issueAt('name')}
        data-autofocus
        onChange={(event) => setName(event.currentTarget.value)}
      />
    </FormDialog>
  );
}

/** The keys that still open something. */
function useKeys() {
  return useQuery({
    queryKey: ['keys'],
    queryFn: ({ signal }) => get<Page<ApiKey>>('/api/keys?limit=200', signal),
    select: (page) => ({ ...page, items: page.items.filter(({ revokedAt }) => !revokedAt) }),
  });
}

/** The keys with which other systems call the API. */
export function ApiKeys() {
  const { t } = useTranslation();
  const mayCreate = useMay('key:create');
  const mayRevoke = useMay('key:revoke');
  const revoke = t('keys.revoke');
  const usedAt = ({ lastUsedAt }: ApiKey) => (lastUsedAt ? <When at={lastUsedAt} /> : t('keys.unused'));
  return (
    <ItemList
      query={useKeys()}
      label={t('settings.keys')}
      empty={t('keys.none')}
      columns={[
        { key: 'name', title: t('keys.name'), cell: ({ name }) => <b>{name}</b> },
        { key: 'prefix', title: t('keys.prefix'), from: 'small', cell: ({ prefix }) => <code>{prefix}…</code> },
        { key: 'used', title: t('keys.used'), cell: usedAt },
      ]}
      idOf={({ id }) => id}
      actions={
        mayRevoke
          ? (key, { remove }) => (
              <RowActions actions={[{ word: revoke, name: `${revoke}: ${key.name}`, do: () => remove(key) }]} />
            )
          : null
      }
      add={mayCreate ? t('keys.new') : null}
      dialog={(_, onClose) => <NewKey onClose={onClose} />}
      removal={(key, onClose) => (
        <RemoveDialog
          path={`/api/keys/${key.id}`}
          title={t('keys.revokeTitle', { name: key.name })}
          help={t('keys.revokeHelp')}
          action={revoke}
          done={t('keys.revoked')}
          onClose={onClose}
        />
      )}
    />
  );
}
