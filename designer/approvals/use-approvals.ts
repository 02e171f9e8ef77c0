import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Page } from '../api/answers.ts';
import type { Absence, Approval, ApprovalPageAnswer } from '../api/approval-answers.ts';
import { get, post, query } from '../api/client.ts';
import { useMay } from '../frame/use-may.ts';

type Waiting = { readonly open: number; readonly overdue: number };

/** How much the user can decide now: the mark beside Approvals and in the bell. */
export function useWaitingApprovals(): Waiting {
  const may = useMay('approval:read');
  const counted = useQuery({
    queryKey: ['approvals', 'count'],
    enabled: may,
    refetchInterval: 60_000,
    queryFn: ({ signal }) => get<Waiting>('/api/approvals/count', signal),
  });
  return counted.data ?? { open: 0, overdue: 0 };
}

/** The newest of what the user can decide now. */
export function useMyApprovals(limit: number): readonly Approval[] {
  const { open } = useWaitingApprovals();
  const found = useQuery({
    queryKey: ['approvals', 'mine', limit, open],
    enabled: open > 0,
    queryFn: ({ signal }) =>
      get<Page<Approval>>(`/api/approvals${query({ mine: true, state: 'open', limit })}`, signal),
  });
  return open === 0 ? [] : (found.data?.items ?? []);
}

/** An approval with its history and what one may do about it. */
export function useApproval(id: string) {
  return useQuery({
    queryKey: ['approval', id],
    queryFn: ({ signal }) => get<ApprovalPageAnswer>(`/api/approvals/${encodeURIComponent(id)}`, signal),
  });
}

/** Approvals of a record, newest first. */
export function useRecordApprovals(recordId: string) {
  const may = useMay('approval:read');
  return useQuery({
    queryKey: ['approvals', 'of', recordId],
    enabled: may,
    queryFn: ({ signal }) => get<Page<Approval>>(`/api/approvals${query({ recordId, limit: 10 })}`, signal),
  });
}

export type ApprovalAct = 'decision' | 'answer' | 'delegate' | 'reassign' | 'recall' | 'comments';

/** Does something about an approval; whatever comes of it, how it stands is read again. */
export function useApprovalAct(id: string) {
  const again = useApprovalsChanged();
  return useMutation({
    mutationFn: ({ act, body }: { act: ApprovalAct; body: Readonly<Record<string, unknown>> }) =>
      post<Approval>(`/api/approvals/${id}/${act}`, body),
    onSettled: again,
  });
}

/** Called after something was done about approvals: everything that shows them is read again. */
export function useApprovalsChanged(): () => Promise<unknown> {
  const client = useQueryClient();
  const stale = ['approval', 'approvals', 'runs', 'run', 'record', 'timeline', 'attention'];
  return () => Promise.all(stale.map((key) => client.invalidateQueries({ queryKey: [key] })));
}

/** Absences that are not over. */
export function useAbsencesNow(): readonly Absence[] {
  const may = useMay('absence:read');
  const found = useQuery({
    queryKey: ['absences', 'now'],
    enabled: may,
    staleTime: 60_000,
    queryFn: ({ signal }) => get<Page<Absence>>('/api/absences?current=true&limit=200', signal),
  });
  return found.data?.items ?? [];
}
