import type { Json, JsonObject } from '../../domain/json.ts';

/** Words of domain/definition/words.ts whose value is one text, and kinds of text that no word names. */
export const textWords = [
  'plain',
  'calendar',
  'queue',
  'template',
  'document-template',
  'topic',
  'workflow',
  'connection',
  'event',
  'field',
  'stage',
  'zone',
  'time',
  'moment',
  'relation',
  'step',
] as const;
type TextWord = (typeof textWords)[number];

type Kind<K extends string> = K extends string ? { readonly kind: K } : never;
type WithOptions<K extends string> = Kind<K> & { readonly options: readonly string[] };

/** What edits a value. `json` takes whatever no other control knows, so that nothing of a setting is out of reach. */
export type Control =
  | Kind<TextWord>
  /** Handlebars, plainly or as `{"text": …}`. */
  | Kind<'header' | 'text' | 'html'>
  | Kind<'rule' | 'value' | 'values' | 'record' | 'user' | 'fields' | 'weekdays' | 'switch' | 'json'>
  /** `zone-of`: whose zone, or a zone by its name. */
  | WithOptions<'choice' | 'choices' | 'record-type' | 'zone-of'>
  /** `single`: one user stands by itself too; `list`: several stand in a list. */
  | { readonly kind: 'users'; readonly single: boolean }
  /** `work`: working time and working days too. */
  | { readonly kind: 'duration'; readonly work: boolean }
  | { readonly kind: 'number'; readonly whole: boolean; readonly min?: number; readonly max?: number }
  | { readonly kind: 'constant'; readonly value: Json }
  | { readonly kind: 'object'; readonly fields: readonly SettingField[] }
  | { readonly kind: 'list'; readonly item: Control; readonly min: number; readonly max: number }
  | { readonly kind: 'map'; readonly value: Control }
  | { readonly kind: 'union'; readonly forms: readonly UnionForm[] };
export type ControlKind = Control['kind'];
export type ControlOf<K extends ControlKind> = Extract<Control, { readonly kind: K }>;

/** One of the forms that a setting may have. */
export type UnionForm = { readonly title: string | null; readonly control: Control };

/** A setting: its English label (null where its key has to do), its help, what edits it. */
export type SettingField = {
  readonly key: string;
  readonly title: string | null;
  readonly help: string | null;
  readonly required: boolean;
  /** What counts while it is not given. */
  readonly usual?: Json;
  readonly control: Control;
};

export type SettingForm = ControlOf<'object'>;

/** The control of a setting whose schema says nothing that could be shown. */
export const jsonControl: ControlOf<'json'> = { kind: 'json' };

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
