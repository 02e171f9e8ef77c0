import { z } from 'zod';
import { type Widget, widgets } from './words.ts';

/** A setting found in a value: its JSON pointer, its value and its widget. */
export type Setting = { readonly path: string; readonly value: unknown; readonly widget: Widget };

/**
 * The settings of a config that its schema marks with a widget, those inside lists, objects and maps included. Inside a
 * marked setting nothing further is looked for, lists aside. Of alternatives the first that fits counts. The value must be valid for the schema.
 */
export function settingsOf(schema: z.ZodType, value: unknown, path = ''): readonly Setting[] {
  if (value === undefined) return [];
  const widget = widgetOf(schema);
  const inner = unwrapped(schema);
  if (widget !== undefined && widget !== 'branches' && widget !== 'list') return [{ path, value, widget }];
  if (inner instanceof z.ZodUnion) {
    const option = inner.options.find((item) => z.safeParse(item, value).success);
    return option === undefined ? [] : settingsOf(option as z.ZodType, value, path);
  }
  if (inner instanceof z.ZodArray && Array.isArray(value)) {
    return value.flatMap((item, index) => settingsOf(inner.element as z.ZodType, item, `${path}/${index}`));
  }
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const child = childOf(inner, key);
    return child ? settingsOf(child, item, `${path}/${escaped(key)}`) : [];
  });
}

/** The schema at a path of keys, or undefined where the schema has none. */
export function schemaAt(schema: z.ZodType, path: readonly PropertyKey[]): z.ZodType | undefined {
  let at: z.ZodType | undefined = unwrapped(schema);
  for (const key of path) {
    if (at === undefined) return undefined;
    const next: z.ZodType | undefined = at instanceof z.ZodArray ? (at.element as z.ZodType) : childOf(at, String(key));
    at = next && unwrapped(next);
  }
  return at;
}

/** Keys that an object schema knows. */
export function keysOf(schema: z.ZodType | undefined): readonly string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

function childOf(schema: z.ZodType, key: string): z.ZodType | undefined {
  if (schema instanceof z.ZodRecord) return schema.valueType as z.ZodType;
  if (!(schema instanceof z.ZodObject) || !Object.hasOwn(schema.shape, key)) return undefined;
  return schema.shape[key];
}

function widgetOf(schema: z.ZodType): Widget | undefined {
  const own = schema.meta()?.widget;
  if (widgets.some((widget) => widget === own)) return own as Widget;
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable
    ? widgetOf(schema.unwrap() as z.ZodType)
    : undefined;
}

function unwrapped(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable
    ? unwrapped(schema.unwrap() as z.ZodType)
    : schema;
}

/** A key as a segment of a JSON pointer (RFC 6901). */
function escaped(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
