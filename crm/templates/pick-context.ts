import type { Json, JsonObject } from '../../domain/json.ts';
import { parseTemplate } from '../../domain/templates/parse-template.ts';
import { ITEM, UNKNOWN } from '../../domain/templates/variable-path.ts';
import { rememberRecent } from './recent-cache.ts';
import type { RenderItem } from './render-item.ts';

/** Fields by root that a template reads; `whole` where it reads a root, or everything, as such. */
type Reads = ReadonlyMap<string, ReadonlySet<string> | 'whole'> | 'whole';

/** Longer templates are taken apart in the rendering thread only, and get everything. */
const longestLooked = 20_000;

/** The item with what its templates may read: copying a whole record to the thread costs more than rendering. */
export function pickContext(item: RenderItem): RenderItem {
  const context: Record<string, Json> = {};
  for (const part of Object.values(item.parts)) {
    if ('textOf' in part) continue;
    const reads = part.template.length > longestLooked ? 'whole' : readsOf(part.template);
    if (reads === 'whole') return item;
    for (const [root, fields] of reads) {
      if (!Object.hasOwn(item.context, root)) continue;
      context[root] = picked(item.context[root] ?? null, fields, context[root]);
    }
  }
  return { ...item, context };
}

function picked(value: Json, fields: ReadonlySet<string> | 'whole', known: Json | undefined): Json {
  if (fields === 'whole' || !isObject(value) || known === value) return value;
  const own = [...fields].filter((field) => Object.hasOwn(value, field));
  const read = Object.fromEntries(own.map((field) => [field, value[field] ?? null]));
  return isObject(known) ? { ...known, ...read } : read;
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const readsOf = rememberRecent((template): Reads => {
  const roots = new Map<string, Set<string> | 'whole'>();
  for (const { segments } of parseTemplate(template).variables) {
    const [root, field] = segments;
    if (root === undefined || root === UNKNOWN) return 'whole';
    const known = roots.get(root) ?? new Set<string>();
    if (known === 'whole' || field === undefined || field === ITEM || field === UNKNOWN) roots.set(root, 'whole');
    else roots.set(root, known.add(field));
  }
  return roots;
}, 256);
