import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext } from 'react';
import { Navigate, useLocation } from 'react-router';
import type { Me } from '../api/answers.ts';
import { get, keepCsrfToken, post, remove } from '../api/client.ts';
import { Problem } from '../api/problem.ts';
import { Loaded } from '../elements/loaded.tsx';

const SessionContext = createContext<Me | null>(null);

/** Who is signed in; null outside the signed-in part of the app. */
export function useSession(): Me | null {
  return useContext(SessionContext);
}

async function readMe(): Promise<Me | null> {
  try {
    const me = await get<Me>('/api/me');
    keepCsrfToken(me.csrfToken ?? null);
    return me;
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return null;
    throw error;
  }
}

/** Lets only the signed-in through; others go to the sign-in page and come back to where they were going. */
export function SignedIn({ children }: { children: ReactNode }) {
  const location = useLocation();
  const me = useQuery({ queryKey: ['me'], queryFn: readMe, staleTime: 60_000, refetchInterval: 60_000 });
  return (
    <Loaded query={me} skeleton={<span />}>
      {(session) =>
        session ? (
          <SessionContext.Provider value={session}>{children}</SessionContext.Provider>
        ) : (
          <Navigate to="/sign-in" replace state={{ from: location.pathname + location.search }} />
        )
      }
    </Loaded>
  );
}

/** Opens a session and keeps its CSRF token. */
export async function signIn(email: string, password: string): Promise<void> {
  const answer = await post<{ csrfToken?: string }>('/api/session', { email, password });
  keepCsrfToken(answer.csrfToken ?? null);
}

/** Ends the session and forgets everything that was read in it. */
export function useSignOut(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    await remove('/api/session');
    keepCsrfToken(null);
    client.clear();
    client.setQueryData(['me'], null);
  };
}
