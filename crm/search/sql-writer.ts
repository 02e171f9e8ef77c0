import { NotSearchable } from './not-searchable.ts';

/** Collects the parameters of a condition while its text is written. */
export type SqlWriter = {
  /** The placeholder of a value, cast to its SQL type. */
  readonly bind: (value: unknown, sqlType: string) => string;
  /** A table alias that nobody else has. */
  readonly alias: () => string;
  /** Called for each part written; a rule whose SQL would grow out of hand is refused. */
  readonly count: () => void;
  /** The finished text with the parameters that it uses, numbered in their order. */
  readonly finish: (sql: string) => { readonly sql: string; readonly params: readonly unknown[] };
};

/** Parts of SQL that one search may have. */
const mostParts = 5_000;

/** A writer whose parameters begin at `$firstParam`. */
export function createSqlWriter(firstParam: number): SqlWriter {
  const bound: unknown[] = [];
  let aliases = 0;
  let parts = 0;
  return {
    bind(value, sqlType) {
      bound.push(value);
      return `$${bound.length}::${sqlType}`;
    },
    alias() {
      aliases += 1;
      return `r${aliases}`;
    },
    count() {
      parts += 1;
      if (parts > mostParts) throw new NotSearchable('', 'The condition is too large for a search.');
    },
    finish(sql) {
      const numbers = new Map<string, number>();
      // Parts that were compiled twice leave parameters behind that nothing uses: PostgreSQL refuses these.
      const renumbered = sql.replace(/\$(\d+)(?=::)/g, (_, index: string) => {
        const number = numbers.get(index) ?? firstParam + numbers.size;
        numbers.set(index, number);
        return `$${number}`;
      });
      return { sql: renumbered, params: [...numbers.keys()].map((index) => bound[Number(index) - 1]) };
    },
  };
}

/** An SQL identifier in quotes. */
export function quoted(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}

/** A text as an SQL literal: for keys of custom fields, so that an index over the expression can serve. */
export function textLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
