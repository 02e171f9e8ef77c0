import { useQuery } from '@tanstack/react-query';
import type { Incident, Page, Run } from '../api/answers.ts';
import { get } from '../api/client.ts';
import { useMay } from './use-may.ts';

type Incidents = { readonly count: number; readonly runs: readonly Run[] };

/** Runs that wait for a person, newest first: the bell and the mark beside Runs. */
export function useIncidents(): Incidents {
  const may = useMay('run:read');
  const incidents = useQuery({
    enabled: may,
    queryKey: ['runs', 'incidents'],
    queryFn: ({ signal }) => get<Page<Run>>('/api/runs?state=incident&limit=100', signal),
    refetchInterval: 60_000,
  });
  const runs = incidents.data?.items ?? [];
  return { count: incidents.data?.total ?? runs.length, runs };
}

/** What went wrong without stopping a run, newest first; of a restored database a banner tells. */
export function useProblems(): readonly Incident[] {
  const may = useMay('incident:read');
  const open = useQuery({
    enabled: may,
    queryKey: ['incidents', 'open'],
    queryFn: ({ signal }) => get<Page<Incident>>('/api/incidents?stopsRun=false&limit=100', signal),
    refetchInterval: 60_000,
  });
  return (open.data?.items ?? []).filter(({ kind }) => kind !== 'restore');
}
