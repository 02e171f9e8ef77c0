import { Button, NativeSelect, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Run } from '../api/answers.ts';
import { post } from '../api/client.ts';
import type { DefinitionView } from '../canvas/definition-view.ts';
import { outletName, stepName } from '../canvas/step-text.ts';
import { Confirm } from '../elements/confirm.tsx';
import { tellDone, tellProblem } from '../elements/tell.tsx';
import { useMay } from '../frame/use-may.ts';
import { useWords } from '../i18n/words.ts';

type Action = 'pause' | 'resume' | 'cancel' | 'retry' | 'skip';

/** What an operator can do with a run in its state, the most likely last. */
export function actionsFor(state: Run['state']): readonly Action[] {
  switch (state) {
    case 'incident':
      return ['cancel', 'pause', 'skip', 'retry'];
    case 'paused':
      return ['cancel', 'resume'];
    case 'running':
    case 'waiting':
      return ['cancel', 'skip', 'pause'];
    default:
      return [];
  }
}

function useAct(run: Run) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const acting = useMutation({
    mutationFn: ({ action, body = {} }: { action: Action; body?: Readonly<Record<string, unknown>> }) =>
      post(`/api/runs/${run.id}/${action}`, body),
    onSuccess: async (_, { action }) => {
      await client.invalidateQueries({ queryKey: ['run', run.id] });
      void client.invalidateQueries({ queryKey: ['runs'] });
      const undo = action === 'pause' ? () => acting.mutate({ action: 'resume' }) : undefined;
      tellDone(t(`run.did.${action}`), undo);
    },
    onError: tellProblem,
  });
  return acting;
}

function SkipDialog({
  run,
  definition,
  opened,
  busy,
  onClose,
  onSkip,
}: {
  run: Run;
  definition: DefinitionView;
  opened: boolean;
  busy: boolean;
  onClose: () => void;
  onSkip: (outlet: string) => void;
}) {
  const { t } = useTranslation();
  const words = useWords();
  const stepId = run.error?.stepId ?? run.positions[0]?.stepId ?? '';
  const step = definition.steps[stepId];
  const outlets = Object.keys(step?.next ?? {});
  const [outlet, setOutlet] = useState('');
  const chosen = outlet || outlets[0] || '';
  return (
    <Confirm
      opened={opened}
      title={t('run.skipTitle', { step: stepName(step, stepId, words) })}
      action={t('run.skip')}
      busy={busy}
      onClose={onClose}
      onConfirm={() => onSkip(chosen)}
    >
      <Stack gap="sm">
        <Text size="sm">{t('run.skipHelp')}</Text>
        {outlets.length > 1 ? (
          <NativeSelect
            label={t('run.goesOnBy')}
            value={chosen}
            data={outlets.map((id) => ({ value: id, label: outletName(step, id, words) }))}
            onChange={(event) => setOutlet(event.currentTarget.value)}
          />
        ) : null}
      </Stack>
    </Confirm>
  );
}

/** Buttons for what can be done with a run; what can't be undone asks once. */
export function RunActions({ run, definition }: { run: Run; definition: DefinitionView }) {
  const { t } = useTranslation();
  const may = useMay('run:operate');
  const [asked, setAsked] = useState<'cancel' | 'skip' | null>(null);
  const acting = useAct(run);
  const actions = may ? actionsFor(run.state) : [];
  const start = (action: Action) =>
    action === 'cancel' || action === 'skip' ? setAsked(action) : acting.mutate({ action });
  const finish = (action: Action, body: Readonly<Record<string, unknown>> = {}) =>
    acting.mutate({ action, body }, { onSettled: () => setAsked(null) });
  return (
    <>
      {actions.map((action) => (
        <Button
          key={action}
          variant={action === 'retry' || action === 'resume' ? 'filled' : 'default'}
          disabled={acting.isPending}
          onClick={() => start(action)}
        >
          {t(`run.${action}`)}
        </Button>
      ))}
      <Confirm
        opened={asked === 'cancel'}
        title={t('run.cancelTitle')}
        action={t('run.cancel')}
        danger
        busy={acting.isPending}
        onClose={() => setAsked(null)}
        onConfirm={() => finish('cancel')}
      >
        {t('run.cancelHelp')}
      </Confirm>
      <SkipDialog
        run={run}
        definition={definition}
        opened={asked === 'skip'}
        busy={acting.isPending}
        onClose={() => setAsked(null)}
        onSkip={(outlet) => finish('skip', outlet === '' ? {} : { outlet })}
      />
    </>
  );
}
