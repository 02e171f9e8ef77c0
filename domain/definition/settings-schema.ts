import { z } from 'zod';
import type { JsonObject } from '../json.ts';

/** JSON Schema (2020-12) of settings; `title`, `description` and `widget` in it are the form's. */
export type SettingsSchema = JsonObject;

/** The JSON Schema of what may be written as a setting, with the metadata of its form. */
export function schemaOf(schema: z.ZodType): SettingsSchema {
  // Rules and values are any JSON to JSON Schema: what may stand in them is said by their widget.
  return z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }) as SettingsSchema;
}
