import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { Problem } from './problem.ts';

/** What a second try may mend: the network and 5xx; never what the caller did wrong. */
function worthRetrying(count: number, error: Error): boolean {
  return count < 2 && error instanceof Problem && (error.status === 0 || error.status >= 500);
}

/** Whose session has ended is asked who they are: the answer leads to the sign-in page, and back to where they were. */
export function createQueryClient(): QueryClient {
  const onError = (error: unknown) => {
    if (error instanceof Problem && error.status === 401) void client.invalidateQueries({ queryKey: ['me'] });
  };
  const client = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      // Without a network, too, a request is tried and its failure shown: waiting in silence looks like loading for ever.
      queries: {
        staleTime: 5_000,
        retry: worthRetrying,
        retryDelay: 800,
        refetchOnWindowFocus: true,
        networkMode: 'always',
        refetchOnReconnect: true,
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
  return client;
}
