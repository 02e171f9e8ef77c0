import type { Queryable } from '../database.ts';
import type { LiveVersion, VersionCache } from './versions.ts';

type Found = { versionId: string; state: string };

/** The published version of an active or paused workflow; null when there is none. */
export async function liveVersionByKey(
  db: Queryable,
  versions: VersionCache,
  key: string,
): Promise<{ version: LiveVersion; paused: boolean } | null> {
  const [found] = await db.query<Found>(
    `
    SELECT v.id AS "versionId", w.state FROM workflow w JOIN workflow_version v ON v."workflowId" = w.id AND v.version = w."publishedVersion"
    WHERE w.key = $1 AND w.state IN ('active', 'paused') AND w."deletedAt" IS NULL`,
    [key],
  );
  const version = found && (await versions.get(db, [found.versionId])).get(found.versionId);
  return found && version ? { version, paused: found.state === 'paused' } : null;
}
