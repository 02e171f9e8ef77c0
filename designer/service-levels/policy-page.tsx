import { Button } from '@mantine/core';
import { IconClockExclamation } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { put, remove } from '../api/client.ts';
import type { StoredPolicy } from '../api/clock-answers.ts';
import { usePolicies } from '../clocks/use-board.ts';
import { Confirm } from '../elements/confirm.tsx';
import { Loaded } from '../elements/loaded.tsx';
import { NoRights } from '../elements/no-rights.tsx';
import { Notice } from '../elements/notice.tsx';
import { tellDone, tellProblem } from '../elements/tell.tsx';
import { Page } from '../frame/page.tsx';
import { useMay } from '../frame/use-may.ts';
import { keyFor } from '../settings/key-for.ts';
import { draftOfPolicy, newPolicy, type PolicyDraft, policyOfDraft } from './policy-draft.ts';
import { PolicyForm } from './policy-form.tsx';
import '../records/records.css';
import '../settings/settings.css';

function useSavingPolicy(key: string | null, policies: readonly StoredPolicy[]) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const taken = policies.map((policy) => policy.key);
  return useMutation({
    mutationFn: ({ draft }: { draft: PolicyDraft; saved: () => void }) =>
      put<StoredPolicy>(`/api/sla-policies/${key ?? keyFor(draft.name, taken, 'service-level')}`, policyOfDraft(draft)),
    onSuccess: async (stored, { saved }) => {
      await client.invalidateQueries({ queryKey: ['sla-policies'] });
      saved();
      tellDone(t('policy.saved'));
      if (key === null) void navigate(`/settings/service-levels/${stored.key}`, { replace: true });
    },
  });
}

function RemovePolicy({ policy }: { readonly policy: StoredPolicy }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [asked, setAsked] = useState(false);
  const removing = useMutation({
    mutationFn: () => remove(`/api/sla-policies/${policy.key}`),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['sla-policies'] });
      tellDone(t('policy.removed'));
      void navigate('/settings');
    },
    onError: tellProblem,
  });
  return (
    <>
      <Button variant="default" onClick={() => setAsked(true)}>
        {t('policy.remove')}
      </Button>
      <Confirm
        opened={asked}
        danger
        title={t('policy.removeTitle', { name: policy.name })}
        action={t('policy.remove')}
        busy={removing.isPending}
        onClose={() => setAsked(false)}
        onConfirm={() => removing.mutate()}
      >
        {t('policy.removeHelp')}
      </Confirm>
    </>
  );
}

function PolicyView({ policy, policies }: { policy: StoredPolicy | null; policies: readonly StoredPolicy[] }) {
  const { t } = useTranslation();
  const mayEdit = useMay('sla:edit');
  const saving = useSavingPolicy(policy?.key ?? null, policies);
  return (
    <Page
      title={policy?.name ?? t('policy.new')}
      parent={{ title: t('area.settings.name'), to: '/settings' }}
      actions={policy && mayEdit ? <RemovePolicy policy={policy} /> : null}
    >
      <PolicyForm
        first={policy ? draftOfPolicy(policy) : newPolicy}
        saving={saving}
        disabled={!mayEdit}
        onSave={(draft, saved) => saving.mutate({ draft, saved })}
      />
    </Page>
  );
}

/** `/settings/service-levels/:key`: one service level; `new` for one to be made. */
export function PolicyPage() {
  const { key = '' } = useParams();
  const { t } = useTranslation();
  const may = useMay('sla:read');
  const policies = usePolicies();
  const found = policies.data?.items.find((policy) => policy.key === key);
  if (may && policies.data && (found || key === 'new'))
    return <PolicyView key={key} policy={found ?? null} policies={policies.data.items} />;
  return (
    <Page title={t('policies.title')} parent={{ title: t('area.settings.name'), to: '/settings' }}>
      {may ? (
        <Loaded query={policies}>
          {() => <Notice icon={IconClockExclamation} tone="grey" title={t('problem.missing')} />}
        </Loaded>
      ) : (
        <NoRights />
      )}
    </Page>
  );
}
