import type { Json } from '../json.ts';
import { compileRule } from '../logic/compile.ts';
import type { Rule } from '../steps/effect.ts';
import { parseTemplate } from '../templates/parse-template.ts';
import type { Setting } from './settings.ts';
import { isComputed } from './words.ts';

/** The rules that stand in a setting: itself, or those of its computed values. */
export function rulesOf({ widget, value }: Setting): readonly Rule[] {
  // Settings come from a parsed config, which is JSON.
  if (widget === 'rule') return [value as Rule];
  if (widget === 'value') return rulesIn(value as Json);
  if (widget === 'values' && isObject(value)) return Object.values(value).flatMap(rulesIn);
  if ((widget === 'record' || widget === 'records') && isObject(value))
    return [...(value.where === undefined ? [] : [value.where]), ...rulesIn(value.id ?? null)];
  return [];
}

/** The rule of a computed value, if it is one. */
export function rulesIn(value: Json): readonly Rule[] {
  return value !== null && typeof value === 'object' && isComputed(value) && 'rule' in value ? [value.rule] : [];
}

/** Names of relations that settings read through `related.<name>` in rules and texts, or wait for by a field path. */
export function relationsRead(settings: readonly Setting[]): readonly string[] {
  return settings.flatMap((setting) => [
    ...rulesOf(setting)
      .flatMap((rule) => compileRule(rule).reads)
      .flatMap(({ root, relation }) => (root === 'related' && relation !== undefined ? [relation] : [])),
    ...textsOf(setting).flatMap(relationsOfText),
    ...relationOfPath(setting),
  ]);
}

/** The texts that stand in a setting: itself, or those of its computed values. */
function textsOf({ widget, value }: Setting): readonly string[] {
  const given = value as Json;
  if (widget === 'text' || widget === 'html' || widget === 'header') return textsIn(given, true);
  if (widget === 'value') return textsIn(given, false);
  if (widget === 'record' || widget === 'records') return isObject(given) ? textsIn(given.id ?? null, false) : [];
  if (widget !== 'values') return [];
  return isObject(given) && !isComputed(given)
    ? Object.values(given).flatMap((item) => textsIn(item, false))
    : textsIn(given, true);
}

/** `plain`: a text without braces around it is Handlebars, too. */
function textsIn(value: Json, plain: boolean): readonly string[] {
  if (typeof value === 'string') return plain ? [value] : [];
  return value !== null && typeof value === 'object' && isComputed(value) && 'text' in value ? [value.text] : [];
}

function relationsOfText(text: string): readonly string[] {
  // Most texts name none, and taking one apart costs.
  if (!text.includes('related')) return [];
  return parseTemplate(text).variables.flatMap(({ segments: [root, name] }) =>
    root === 'related' && name !== undefined ? [name] : [],
  );
}

function relationOfPath({ widget, value }: Setting): readonly string[] {
  const field = widget === 'until' && isObject(value) ? value.field : undefined;
  const [root, relation] = typeof field === 'string' ? field.split('.') : [];
  return root === 'related' && relation !== undefined ? [relation] : [];
}

function isObject(value: unknown): value is { readonly [key: string]: Json } {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
