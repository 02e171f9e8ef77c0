import type { Queryable } from '../database.ts';

/** A thing that definitions name by its key or id. */
export type Named = { readonly key: string; readonly name: string };

export type DefinitionNames = {
  readonly templates: readonly (Named & { readonly channel: string })[];
  readonly workflows: readonly (Named & { readonly subject: string | null; readonly state: string })[];
  readonly connections: readonly Named[];
  readonly users: readonly { readonly id: string; readonly name: string }[];
  readonly roles: readonly Named[];
  readonly teams: readonly { readonly id: string; readonly name: string }[];
};

/** Most entries of each list; who has more searches for them. */
const most = 1000;

/** What the settings of a definition may name, for lists to choose from. */
export async function definitionNames(db: Queryable): Promise<DefinitionNames> {
  const list = <T extends object>(columns: string, from: string) =>
    db.query<T>(`SELECT ${columns} FROM ${from} ORDER BY name LIMIT ${most}`);
  const [templates, workflows, connections, users, roles, teams] = await Promise.all([
    list<Named & { channel: string }>('key, name, channel', 'template'),
    list<Named & { subject: string | null; state: string }>(
      'key, name, subject, state',
      'workflow WHERE "deletedAt" IS NULL',
    ),
    list<Named>('key, name', 'connection'),
    list<{ id: string; name: string }>('id, name', '"user" WHERE active'),
    list<Named>('key, name', 'role'),
    list<{ id: string; name: string }>('id, name', 'team'),
  ]);
  return { templates, workflows, connections, users, roles, teams };
}
