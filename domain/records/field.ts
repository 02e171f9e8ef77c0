import type { Issue } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { Pipeline } from './pipelines.ts';
import type { RecordTypeKey } from './record-types.ts';

/**
 * Kinds of field. Values in JSON: text kinds, choice, country, language, zone → string; integer, number, percent → number;
 * money → integer in minor units; date → `YYYY-MM-DD`; dateTime → ISO 8601 UTC with milliseconds; reference → UUID;
 * tags → string[]; lines → list of objects; json → any.
 */
export const fieldKinds = [
  'text',
  'longText',
  'email',
  'phone',
  'url',
  'country',
  'language',
  'zone',
  'currency',
  'integer',
  'number',
  'percent',
  'money',
  'boolean',
  'date',
  'dateTime',
  'choice',
  'reference',
  'tags',
  'lines',
  'json',
] as const;
export type FieldKind = (typeof fieldKinds)[number];

/** What one field of a record type is: the one place that API, search, rules and forms follow. */
export type Field = {
  readonly key: string;
  readonly kind: FieldKind;
  /** English label; the web app translates by `field.<type>.<key>`. */
  readonly label: string;
  readonly required?: true;
  /** Allowed values of a choice, in order. */
  readonly options?: readonly string[];
  /** What a reference points to. */
  readonly target?: RecordTypeKey | 'user' | 'team' | 'any';
  /** Says who a person is, or how to reach them: told in the catalogue. Nothing of a record is logged, marked or not. */
  readonly personal?: true;
  readonly default?: string | number | boolean | readonly string[];
  /** Longest text, in characters, or largest number. */
  readonly max?: number;
  readonly min?: number;
  /** Written by the system only (conversion links, closing times). */
  readonly readOnly?: true;
  /** True for fields that people added (`/api/fields`); stored in the `custom` column. */
  readonly custom?: true;
};

/** A relation navigable in rules as `related.<name>.<field>` (one) or as an aggregate (many). */
export type Relation = {
  readonly name: string;
  readonly label: string;
  readonly target: RecordTypeKey;
  /** one: `via` is a field of this type; many: `via` is a field of the target that points back. */
  readonly kind: 'one' | 'many';
  readonly via: string;
  /** For targets with `relatedType`/`relatedId`: the type field that must equal this record type. */
  readonly viaType?: string;
};

/** What deriving may look at beside the record as it will be. */
export type DerivingWrite = {
  /** The record before the write; on creation every field is null. */
  readonly before: Readonly<Record<string, unknown>>;
  /** What the write names itself. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly pipelines: readonly Pipeline[];
};

/** Something that a write means beside itself; its name is one of the system's. */
export type RecordEvent = { readonly type: string; readonly properties: JsonObject };

/** Why a write is refused that its values alone would allow. */
export type WriteObjection = { readonly code: 'forbidden' | 'conflict'; readonly issue: Issue };

/** A record type: the model behind `/api/records/:type`. */
export type RecordType = {
  readonly key: RecordTypeKey;
  readonly label: string;
  readonly plural: string;
  /** Name of the table; columns are named like the fields. */
  readonly table: string;
  readonly icon: string;
  readonly fields: readonly Field[];
  readonly relations: readonly Relation[];
  /** Fields that make its title, first non-empty ones joined by a space. */
  readonly titleFields: readonly string[];
  /** Where the person is whom messages go to: itself, the record behind a reference field, or nobody. */
  readonly person: 'self' | { readonly via: string } | null;
  /** Own number series, e.g. OF-2026-0001. */
  readonly numberPrefix?: string;
  /** Times that the system notes: set when `field` gets one of `values`, cleared when it leaves them, unless given. */
  readonly stamps?: readonly { readonly stamp: string; readonly field: string; readonly values: readonly string[] }[];
  /** The fields that `derive` gives, and those by whose change it gives others. */
  readonly derived?: { readonly by: readonly string[]; readonly fields: readonly string[] };
  /** Values that follow from others, computed at every write (pure). */
  readonly derive?: (
    record: Readonly<Record<string, unknown>>,
    write: DerivingWrite,
  ) => Readonly<Record<string, unknown>>;
  /** What a change of a record means beside itself, as events of the record (pure). */
  readonly tells?: (
    record: Readonly<Record<string, unknown>>,
    write: Pick<DerivingWrite, 'before'>,
  ) => readonly RecordEvent[];
  /** What speaks against a record as it would be; `mayApprove`: the writer has the right to approve it. */
  readonly objection?: (
    record: Readonly<Record<string, unknown>>,
    write: Pick<DerivingWrite, 'before'> & { readonly mayApprove: boolean },
  ) => WriteObjection | undefined;
};

/** Envelope fields of every record, readable in rules like any other field. */
export const envelopeFields: readonly Field[] = [
  { key: 'id', kind: 'text', label: 'Id', readOnly: true },
  { key: 'type', kind: 'text', label: 'Type', readOnly: true },
  { key: 'version', kind: 'integer', label: 'Version', readOnly: true },
  { key: 'ownerId', kind: 'reference', label: 'Owner', target: 'user' },
  { key: 'teamId', kind: 'reference', label: 'Team', target: 'team' },
  { key: 'tags', kind: 'tags', label: 'Tags', default: [] },
  { key: 'createdAt', kind: 'dateTime', label: 'Created', readOnly: true },
  { key: 'updatedAt', kind: 'dateTime', label: 'Updated', readOnly: true },
];
