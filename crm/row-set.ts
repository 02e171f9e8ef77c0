type SqlType = 'uuid' | 'text' | 'int' | 'bigint' | 'boolean' | 'timestamptz' | 'jsonb';

/**
 * Many rows as one parameter of a statement: an array of arrays, in the order of the columns. PostgreSQL reads it in half the
 * time that it takes for objects, whose keys come again with each row.
 */
export type RowSet<Name extends string> = {
  /** The rows as a relation with the columns of the set and `n`, their place from 1 on. */
  readonly from: (parameter: `$${number}`) => string;
  /** The parameter. What a row does not have is NULL. */
  readonly of: (rows: readonly { readonly [N in Name]?: unknown }[]) => string;
};

/** @param columns the type of each column, by its name */
export function rowSet<Name extends string>(columns: Readonly<Record<Name, SqlType>>): RowSet<Name> {
  const names = Object.keys(columns) as Name[];
  const selected = names.map((name, place) => `${valueAt(place, columns[name])} AS "${name}"`).join(', ');
  return {
    from: (parameter) =>
      `(SELECT ${selected}, n FROM jsonb_array_elements(${parameter}::jsonb) WITH ORDINALITY AS item(e, n))`,
    of: (rows) => JSON.stringify(rows.map((row) => names.map((name) => row[name]))),
  };
}

function valueAt(place: number, type: SqlType): string {
  if (type === 'jsonb') return `NULLIF(e->${place}, 'null')`;
  return type === 'text' ? `e->>${place}` : `(e->>${place})::${type}`;
}
