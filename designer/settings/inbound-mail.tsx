import { Alert, Button, Code, CopyButton, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { get, post } from '../api/client.ts';
import { Confirm } from '../elements/confirm.tsx';
import { Loaded } from '../elements/loaded.tsx';
import { tellProblem } from '../elements/tell.tsx';

type Inbound = { readonly url: string; readonly secret: string };

/** A text that is made to be taken elsewhere. */
function Copied({ label, text }: { readonly label: string; readonly text: string }) {
  const { t } = useTranslation();
  return (
    <Group gap="xs" wrap="nowrap" align="center">
      <Code className="copied" aria-label={label}>
        {text}
      </Code>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Button size="compact-sm" variant="default" aria-label={t('caseSettings.copy', { label })} onClick={copy}>
            {copied ? t('keys.copied') : t('keys.copy')}
          </Button>
        )}
      </CopyButton>
    </Group>
  );
}

/** Where a mail server hands in mail, and the secret that its calls are signed with: told when it is made anew, and on demand. */
export function InboundMail() {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const inbound = useQuery({
    queryKey: ['case-settings-inbound'],
    // A secret stays in memory no longer than the page.
    gcTime: 0,
    queryFn: ({ signal }) => get<Inbound>('/api/case-settings/inbound', signal),
  });
  const renewing = useMutation({
    mutationFn: () => post<Inbound>('/api/case-settings/inbound/secret'),
    onSuccess: (made) => {
      setSecret(made.secret);
      void inbound.refetch();
    },
    onError: tellProblem,
    onSettled: () => setAsked(false),
  });
  return (
    <Loaded query={inbound}>
      {(loaded) => (
        <Stack gap="xs">
          <h3 className="settings-part">{t('caseSettings.inbound')}</h3>
          <Text size="sm">{t('caseSettings.inboundHelp')}</Text>
          <Copied label={t('caseSettings.url')} text={loaded.url} />
          {secret === null ? null : (
            <>
              <Alert color="yellow" variant="light" p="xs">
                {t('caseSettings.secretOnce')}
              </Alert>
              <Copied label={t('caseSettings.secret')} text={secret} />
            </>
          )}
          <Group gap="xs">
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => setSecret(secret === null ? loaded.secret : null)}
            >
              {t(secret === null ? 'caseSettings.show' : 'caseSettings.hide')}
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => setAsked(true)}>
              {t('caseSettings.renew')}
            </Button>
          </Group>
          <Confirm
            opened={asked}
            danger
            title={t('caseSettings.renewTitle')}
            action={t('caseSettings.renew')}
            busy={renewing.isPending}
            onClose={() => setAsked(false)}
            onConfirm={() => renewing.mutate()}
          >
            {t('caseSettings.renewHelp')}
          </Confirm>
        </Stack>
      )}
    </Loaded>
  );
}
