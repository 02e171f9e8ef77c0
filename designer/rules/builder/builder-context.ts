import { createContext, useContext } from 'react';
import type { RuleScope } from '../../../domain/logic/scope.ts';
import type { RuleWords } from '../rule-sentence.ts';
import type { Query, Row } from './query.ts';

/** What the controls of one tree have in common. */
type Builder = {
  readonly query: Query;
  readonly scope: RuleScope;
  readonly words: RuleWords;
  readonly disabled: boolean;
  readonly onChange: (query: Query) => void;
};

const BuilderContext = createContext<Builder | null>(null);

export const BuilderProvider = BuilderContext.Provider;

/** The tree around a control. @throws Error outside of one: a mistake of the page */
export function useBuilder(): Builder {
  const builder = useContext(BuilderContext);
  if (builder === null) throw new Error('There is no condition builder around this control.');
  return builder;
}

/** The group at a path of places. */
export function groupAt(query: Query, path: readonly number[]): Query {
  const [place, ...deeper] = path;
  const part = place === undefined ? undefined : query.rules[place];
  return part !== undefined && 'rules' in part ? groupAt(part, deeper) : query;
}

/** The query with another line at a path. */
export function withRow(query: Query, path: readonly number[], row: Row): Query {
  const [place, ...deeper] = path;
  return {
    ...query,
    rules: query.rules.map((part, at) => {
      if (at !== place) return part;
      return 'rules' in part ? withRow(part, deeper, row) : row;
    }),
  };
}
