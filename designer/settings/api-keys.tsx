import { Alert, Button, Code, CopyButton, Group, Modal, Stack, Table, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Page } from '../api/answers.ts';
import { get, post, remove } from '../api/client.ts';
import { Confirm } from '../elements/confirm.tsx';
import { Loaded } from '../elements/loaded.tsx';
import { tellDone, tellProblem } from '../elements/tell.tsx';
import { When } from '../elements/when.tsx';
import { useMay } from '../frame/use-may.ts';

type ApiKey = {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly createdAt: string;
  readonly lastUsedAt?: string | null;
  readonly revokedAt?: string | null;
};

function NewKey({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const creating = useMutation({
    mutationFn: () => post<{ key: string }>('/api/keys', { name: name.trim() }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['keys'] }),
    onError: tellProblem,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== '') creating.mutate();
  };
  return (
    <Modal opened={opened} onClose={onClose} title={t('keys.new')} closeButtonProps={{ 'aria-label': t('close') }}>
      {creating.data ? (
        <Stack>
          <Alert color="yellow" variant="light" p="xs">
            {t('keys.once')}
          </Alert>
          <Code block>{creating.data.key}</Code>
          <Group justify="flex-end" gap="xs">
            <CopyButton value={creating.data.key}>
              {({ copied, copy }) => (
                <Button variant="default" onClick={copy}>
                  {copied ? t('keys.copied') : t('keys.copy')}
                </Button>
              )}
            </CopyButton>
            <Button onClick={onClose}>{t('close')}</Button>
          </Group>
        </Stack>
      ) : (
        <form onSubmit={submit}>
          <Stack>
            <TextInput
              label={t('keys.name')}
              description={t('keys.nameHelp')}
              value={name}
              data-autofocus
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <Group justify="flex-end">
              <Button type="submit" loading={creating.isPending} disabled={name.trim() === ''}>
                {t('create')}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}

/** The keys with which other systems call the API. */
export function ApiKeys() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const mayCreate = useMay('key:create');
  const mayRevoke = useMay('key:revoke');
  const [creating, setCreating] = useState(false);
  const [revoked, setRevoked] = useState<ApiKey | null>(null);
  const keys = useQuery({
    queryKey: ['keys'],
    queryFn: ({ signal }) => get<Page<ApiKey>>('/api/keys?limit=200', signal),
  });
  const revoking = useMutation({
    mutationFn: (key: ApiKey) => remove(`/api/keys/${key.id}`),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['keys'] });
      tellDone(t('keys.revoked'));
    },
    onError: tellProblem,
    onSettled: () => setRevoked(null),
  });
  return (
    <Loaded query={keys}>
      {({ items }) => (
        <Stack gap="sm">
          {items.length === 0 ? (
            <Text size="sm" c="dimmed">
              {t('keys.none')}
            </Text>
          ) : (
            <Table.ScrollContainer minWidth={340}>
              <Table fz="sm" aria-label={t('settings.keys')}>
                <Table.Tbody>
                  {items
                    .filter((key) => !key.revokedAt)
                    .map((key) => (
                      <Table.Tr key={key.id}>
                        <Table.Td>{key.name}</Table.Td>
                        <Table.Td>
                          <code>{key.prefix}…</code>
                        </Table.Td>
                        <Table.Td c="dimmed">
                          {key.lastUsedAt ? <When at={key.lastUsedAt} /> : t('keys.unused')}
                        </Table.Td>
                        <Table.Td ta="right">
                          {mayRevoke ? (
                            <Button size="compact-sm" variant="default" onClick={() => setRevoked(key)}>
                              {t('keys.revoke')}
                            </Button>
                          ) : null}
                        </Table.Td>
                      </Table.Tr>
                    ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          )}
          {mayCreate ? (
            <div>
              <Button variant="default" onClick={() => setCreating(true)}>
                {t('keys.new')}
              </Button>
            </div>
          ) : null}
          {creating ? <NewKey opened onClose={() => setCreating(false)} /> : null}
          <Confirm
            opened={revoked !== null}
            title={t('keys.revokeTitle', { name: revoked?.name ?? '' })}
            action={t('keys.revoke')}
            danger
            busy={revoking.isPending}
            onClose={() => setRevoked(null)}
            onConfirm={() => revoked && revoking.mutate(revoked)}
          >
            {t('keys.revokeHelp')}
          </Confirm>
        </Stack>
      )}
    </Loaded>
  );
}
