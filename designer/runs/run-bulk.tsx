import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Run } from '../api/answers.ts';
import { post } from '../api/client.ts';
import { BulkBar } from '../elements/bulk-bar.tsx';
import { Confirm } from '../elements/confirm.tsx';
import { tellMany, tellProblem } from '../elements/tell.tsx';
import type { Selection } from '../elements/use-selection.ts';
import { actionsFor } from './run-actions.tsx';
import type { RunFilters } from './run-list.tsx';

const bulkActions = ['pause', 'resume', 'retry', 'cancel'] as const;
type BulkAction = (typeof bulkActions)[number];

type BatchAnswer = {
  readonly done: number;
  readonly refused: Readonly<Record<string, number>>;
  readonly refusals: readonly { readonly detail: string }[];
  readonly more: boolean;
};

type RunBulkProps = {
  readonly items: readonly Run[];
  /** Whether more runs match the filters than are shown. */
  readonly partial: boolean;
  readonly filters: RunFilters;
  readonly selection: Selection;
};

/** The choice as the API takes it: the runs by id, or all under way that match the filters. */
function whereOf(ids: readonly string[], filters: RunFilters | null): Readonly<Record<string, unknown>> {
  if (filters === null) return { ids };
  const { workflow, state, version, recordId } = filters;
  const given = { workflow, state, recordId, version: version ? Number(version) : undefined };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== ''));
}

function useOperateMany(onDone: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ where, action }: { where: Readonly<Record<string, unknown>>; action: BulkAction }) =>
      post<BatchAnswer>('/api/runs/batch', { where, action }),
    onError: tellProblem,
    onSuccess: async ({ done, refused, refusals }) => {
      const count = Object.values(refused).reduce((sum, some) => sum + some, 0);
      tellMany({ done, refused: count, reason: refusals[0]?.detail ?? null });
      onDone();
      await Promise.all(['runs', 'run', 'workflows'].map((key) => client.invalidateQueries({ queryKey: [key] })));
    },
  });
}

/** Which runs are meant: the chosen ones, or all that match the filters once somebody asked for them. */
function useChoice({ items, partial, filters, selection }: RunBulkProps) {
  const [everything, setEverything] = useState(false);
  const chosen = items.filter(({ id }) => selection.ids.has(id));
  const complete = chosen.length === items.length;
  const all = everything && complete;
  const ids = chosen.map(({ id }) => id);
  return {
    chosen,
    all,
    where: whereOf(ids, all ? filters : null),
    /** Whether more can be taken in than is shown. */
    mayWiden: partial && complete && !all && Object.keys(whereOf([], filters)).length > 0,
    widen: () => setEverything(true),
    clear: () => {
      setEverything(false);
      selection.choose([]);
    },
  };
}

/** Takes in all that match, or says that they are. */
function Widening({ all, mayWiden, widen }: Pick<ReturnType<typeof useChoice>, 'all' | 'mayWiden' | 'widen'>) {
  const { t } = useTranslation();
  if (all) return <span className="soft">{t('bulk.isAllMatching')}</span>;
  return mayWiden ? (
    <Button size="compact-sm" variant="subtle" onClick={widen}>
      {t('bulk.allMatching')}
    </Button>
  ) : null;
}

/** What an operator can do with the chosen runs at once, or with all that match. */
export function RunBulk(props: RunBulkProps) {
  const { t } = useTranslation();
  const [cancelling, setCancelling] = useState(false);
  const choice = useChoice(props);
  const { chosen, all, where } = choice;
  const operating = useOperateMany(() => {
    setCancelling(false);
    choice.clear();
  });
  const possible = bulkActions.filter((action) => chosen.some(({ state }) => actionsFor(state).includes(action)));
  const operate = (action: BulkAction) => operating.mutate({ where, action });
  return (
    <BulkBar count={chosen.length} onClear={choice.clear} more={<Widening {...choice} />}>
      {possible.map((action) => (
        <Button
          key={action}
          size="compact-sm"
          variant="default"
          loading={operating.isPending && operating.variables?.action === action}
          onClick={() => (action === 'cancel' ? setCancelling(true) : operate(action))}
        >
          {t(`bulk.${action}`)}
        </Button>
      ))}
      {possible.length === 0 ? <span className="soft">{t('bulk.ended')}</span> : null}
      <Confirm
        opened={cancelling}
        danger
        title={all ? t('bulk.cancelAllTitle') : t('bulk.cancelTitle', { count: chosen.length })}
        action={t('bulk.cancelRuns')}
        busy={operating.isPending}
        onClose={() => setCancelling(false)}
        onConfirm={() => operate('cancel')}
      >
        {t('bulk.cancelHelp')}
      </Confirm>
    </BulkBar>
  );
}
