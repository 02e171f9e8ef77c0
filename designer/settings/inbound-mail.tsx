import { Alert, Button, Code, CopyButton, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { get, post } from '../api/client.ts';
import { Confirm } from '../elements/confirm.tsx';
import { Loaded } from '../elements/loaded.tsx';
import { tellProblem } from '../elements/tell.tsx';

type Inbound = { readonly url: string };
type Made = Inbound & { readonly secret: string };

/** A text that is made to be taken elsewhere. */
function Copied({ label, text }: { readonly label: string; readonly text: string }) {
  const { t } = useTranslation();
  return (
    <Group gap="xs" align="center">
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

/** Asks once before a secret that is in use is worth nothing any more. */
function RenewSecret({ onMade }: { readonly onMade: (secret: string) => void }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(false);
  const renewing = useMutation({
    mutationFn: () => post<Made>('/api/case-settings/inbound/secret'),
    onSuccess: ({ secret }) => onMade(secret),
    onError: tellProblem,
    onSettled: () => setAsked(false),
  });
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={() => setAsked(true)}>
        {t('caseSettings.renew')}
      </Button>
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
    </>
  );
}

function InboundView({ url }: Inbound) {
  const { t } = useTranslation();
  const [secret, setSecret] = useState<string | null>(null);
  return (
    <Stack gap="xs">
      <h3 className="settings-part">{t('caseSettings.inbound')}</h3>
      <Text size="sm">{t('caseSettings.inboundHelp')}</Text>
      <Copied label={t('caseSettings.url')} text={url} />
      {secret === null ? null : (
        <>
          <Alert color="yellow" variant="light" p="xs" role="status">
            {t('caseSettings.secretOnce')}
          </Alert>
          <Copied label={t('caseSettings.secret')} text={secret} />
        </>
      )}
      <Group gap="xs">
        <RenewSecret onMade={setSecret} />
      </Group>
    </Stack>
  );
}

/** Where a mail server hands in mail; the secret that its calls are signed with is shown once, when it is made. */
export function InboundMail() {
  const inbound = useQuery({
    queryKey: ['case-settings-inbound'],
    queryFn: ({ signal }) => get<Inbound>('/api/case-settings/inbound', signal),
  });
  return <Loaded query={inbound}>{({ url }) => <InboundView url={url} />}</Loaded>;
}
