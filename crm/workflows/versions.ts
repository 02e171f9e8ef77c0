import type { CompiledDefinition } from '../../domain/definition/compile.ts';
import { compileDefinition } from '../../domain/definition/compile.ts';
import type { Json } from '../../domain/json.ts';
import type { Queryable } from '../database.ts';

/** A published version as the engine uses it. */
export type LiveVersion = {
  readonly versionId: string;
  readonly version: number;
  readonly workflowId: string;
  readonly key: string;
  readonly definition: CompiledDefinition;
};

export type VersionRow = { versionId: string; version: number; workflowId: string; key: string; definition: Json };

/** Most compiled versions kept; the one that was compiled first goes first. */
const capacity = 20_000;

/** Compiled versions by id. Versions never change, so neither does what is kept. */
export type VersionCache = {
  readonly get: (db: Queryable, ids: readonly string[]) => Promise<ReadonlyMap<string, LiveVersion>>;
  readonly put: (row: VersionRow) => LiveVersion;
};

/** A cache for one realm: ids are unique across both, so one may serve all. */
export function createVersionCache(): VersionCache {
  const versions = new Map<string, LiveVersion>();
  const put = ({ versionId, version, workflowId, key, definition }: VersionRow): LiveVersion => {
    const live = { versionId, version, workflowId, key, definition: compileDefinition(definition) };
    versions.delete(versionId);
    versions.set(versionId, live);
    for (const oldest of versions.keys()) {
      if (versions.size <= capacity) break;
      versions.delete(oldest);
    }
    return live;
  };
  return {
    put,
    async get(db, ids) {
      const wanted = [...new Set(ids)];
      const missing = wanted.filter((id) => !versions.has(id));
      if (missing.length > 0) {
        const rows = await db.query<VersionRow>(
          `
          SELECT v.id AS "versionId", v.version, v."workflowId", w.key, v.definition
          FROM workflow_version v JOIN workflow w ON w.id = v."workflowId" WHERE v.id = ANY($1::uuid[])`,
          [missing],
        );
        rows.forEach(put);
      }
      return new Map(
        wanted.flatMap((id) => {
          const version = versions.get(id);
          return version ? [[id, version] as const] : [];
        }),
      );
    },
  };
}
