import type { Json } from '../json.ts';
import type { RecordTypeKey } from './record-types.ts';

/** A record as API, rules and events see it: envelope, built-in and custom fields beside each other; absent values are null. */
export type RecordJson = {
  readonly id: string;
  readonly type: RecordTypeKey;
  /** Rises by one with each change. */
  readonly version: number;
  readonly ownerId: string | null;
  readonly teamId: string | null;
  readonly tags: readonly string[];
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly [field: string]: Json;
};

/** What a change did to each field. */
export type FieldChanges = Readonly<Record<string, { readonly old: Json; readonly new: Json }>>;
