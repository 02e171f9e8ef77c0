import { useMutation, useQueryClient } from '@tanstack/react-query';

/** A change of who is away: lists of it, and approvals and tasks that move by it, are read again. */
export function useAbsenceChange<In, Out>(change: (input: In) => Promise<Out>) {
  const client = useQueryClient();
  const stale = ['absences', 'approval', 'approvals', 'attention', 'calendar'];
  return useMutation({
    mutationFn: change,
    onSuccess: () => Promise.all(stale.map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
}
