import { z } from 'zod';
import type { Json, JsonObject } from '../../domain/json.ts';
import { layoutOf, own, stepOf, stepsOf } from './draft-parts.ts';
import { stepsInserted } from './edit-steps.ts';

/** What copied steps look like as text. */
const copiedSchema = z.strictObject({
  cadenza: z.literal('steps'),
  steps: z.record(z.string(), z.record(z.string(), z.json())),
  layout: z.record(z.string(), z.strictObject({ x: z.number(), y: z.number() })),
});

/** Names of headers and fields whose values are nobody's business elsewhere. */
const secret = /authorization|api[-_]?key|token|secret|password|cookie/i;

/** Steps as text for the clipboard: in the draft's order, with their places, without secrets. */
export function copied(draft: JsonObject, ids: readonly string[]): string {
  const chosen = Object.keys(stepsOf(draft)).filter((id) => ids.includes(id));
  const layout = layoutOf(draft);
  return JSON.stringify(
    {
      cadenza: 'steps',
      steps: Object.fromEntries(chosen.map((id) => [id, withoutSecrets(stepOf(draft, id))])),
      layout: Object.fromEntries(
        chosen.flatMap((id) => (own(layout, id) === undefined ? [] : [[id, own(layout, id)]])),
      ),
    },
    null,
    2,
  );
}

function withoutSecrets(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      secret.test(key) && typeof item === 'string' ? '' : withoutSecrets(item),
    ]),
  );
}

/** Where pasted cards stand beside the place they were copied from, in pixels. */
const shift = 32;

/**
 * Puts copied steps into a draft, under ids that are free there and beside where they stood.
 * @returns null where the text is no copied steps
 */
export function pasted(
  draft: JsonObject,
  text: string,
): { readonly draft: JsonObject; readonly stepIds: readonly string[] } | null {
  const copy = readCopied(text);
  if (!copy) return null;
  const inserted = stepsInserted(draft, copy.steps);
  const places = Object.keys(copy.steps).flatMap((id, index) => {
    const place = copy.layout[id];
    const now = inserted.stepIds[index];
    return place && now !== undefined ? [[now, { x: place.x + shift, y: place.y + shift }] as const] : [];
  });
  if (places.length === 0) return inserted;
  const layout = { ...layoutOf(inserted.draft), ...Object.fromEntries(places) };
  return { ...inserted, draft: { ...inserted.draft, layout } };
}

function readCopied(text: string) {
  try {
    const read = copiedSchema.safeParse(JSON.parse(text));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}
