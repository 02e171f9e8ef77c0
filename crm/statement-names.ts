/** Statements seen this often are worth preparing: the server then parses and plans them once a connection. */
const worthPreparing = 5;
/** More are never prepared: each takes memory in every connection. */
const mostPrepared = 400;

/** Gives texts that come again and again a name under which connections keep them prepared. */
export function createStatementNames(): (sql: string) => string | undefined {
  const seen = new Map<string, number>();
  const names = new Map<string, string>();
  return (sql) => {
    const name = names.get(sql);
    if (name !== undefined || names.size >= mostPrepared) return name;
    const count = (seen.get(sql) ?? 0) + 1;
    seen.set(sql, count);
    if (seen.size > 5_000) seen.clear();
    if (count < worthPreparing) return undefined;
    const fresh = `s${names.size}`;
    names.set(sql, fresh);
    seen.delete(sql);
    return fresh;
  };
}
