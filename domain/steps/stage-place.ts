import type { Issue } from '../errors.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Pipeline } from '../records/pipelines.ts';
import type { RecordTypeKey } from '../records/record-types.ts';

/** Where a step puts a deal; what is no text is known only when it runs. */
type Place = { readonly stage?: Json | undefined; readonly pipeline?: Json | undefined };

/**
 * A stage or pipeline that is not there. A deal takes any text for its stage, but only a known one says how probable it is and
 * whether it is closed. `path` is a JSON pointer to where both stand.
 */
export function unknownPlace({ stage, pipeline }: Place, pipelines: readonly Pipeline[], path = ''): readonly Issue[] {
  const computed = pipeline !== undefined && typeof pipeline !== 'string';
  const meant = pipelines.filter(({ key }) => pipeline === undefined || computed || key === pipeline);
  const listed = (keys: readonly string[]) => [...new Set(keys)].join(', ');
  if (meant.length === 0) {
    const key = String(pipeline);
    const message = `There is no pipeline "${key}"; there are ${listed(pipelines.map((item) => item.key))}.`;
    return [{ severity: 'warning', code: 'unknown-pipeline', path: `${path}/pipeline`, message, params: { key } }];
  }
  const stages = meant.flatMap((item) => item.stages.map(({ key }) => key));
  if (typeof stage !== 'string' || stages.includes(stage)) return [];
  const message = `There is no stage "${stage}"; there are ${listed(stages)}. The deal would keep its probability and outcome.`;
  return [{ severity: 'warning', code: 'unknown-stage', path: `${path}/stage`, message, params: { key: stage } }];
}

/** The same for the fields that a step sets on a record of a type; null where the type is not known. */
export function placeIssues(
  type: RecordTypeKey | null,
  set: JsonObject,
  pipelines: readonly Pipeline[] | undefined,
): readonly Issue[] {
  if (type !== 'deal' || pipelines === undefined) return [];
  return set.stage === undefined && set.pipeline === undefined ? [] : unknownPlace(set, pipelines, '/set');
}
