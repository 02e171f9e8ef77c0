import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Json } from '../../domain/json.ts';
import type { RecordJson } from '../../domain/records/record.ts';
import { patch, post } from '../api/client.ts';
import { tellDone, tellProblem } from '../elements/tell.tsx';
import { useRecordsChanged } from '../records/use-records-changed.ts';

type Fields = Readonly<Record<string, Json>>;

/** A task with at least the fields that are changed. */
export type ChangedTask = { readonly id: string; readonly [field: string]: Json };
type Change = {
  readonly task: ChangedTask;
  readonly fields: Fields;
  /** What is said when it is done; nothing where it is seen at once. */
  readonly done?: string;
  /** No way back: a run has gone on by it. */
  readonly final?: boolean;
};

/** Changes a task where it stands, with the way back. */
export function useTaskChange() {
  const changed = useRecordsChanged('task');
  const changing = useMutation({
    mutationFn: ({ task, fields }: Change) => patch<RecordJson>(`/api/records/task/${task.id}`, fields),
    onSuccess: async (_, { task, fields, done, final = false }) => {
      await changed();
      if (done === undefined) return;
      const before: Fields = Object.fromEntries(Object.keys(fields).map((key) => [key, task[key] ?? null]));
      tellDone(done, final ? undefined : () => changing.mutate({ task, fields: before }));
    },
    onError: async (error) => {
      tellProblem(error);
      await changed();
    },
  });
  return changing;
}

/** Takes a task from its queue, or puts it back. */
export function useClaim() {
  const { t } = useTranslation();
  const changed = useRecordsChanged('task');
  const claiming = useMutation({
    mutationFn: ({ id, how }: { id: string; how: 'claim' | 'unclaim' }) => post(`/api/tasks/${id}/${how}`),
    onSuccess: async (_, { id, how }) => {
      await changed();
      if (how === 'claim') tellDone(t('tasks.claimed'), () => claiming.mutate({ id, how: 'unclaim' }));
      else tellDone(t('tasks.unclaimed'));
    },
    onError: async (error) => {
      tellProblem(error);
      await changed();
    },
  });
  return claiming;
}
