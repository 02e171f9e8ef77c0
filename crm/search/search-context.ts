import type { TopicMode } from '../../domain/consent/topic.ts';
import type { ValueType } from '../../domain/logic/value-type.ts';
import type { Field } from '../../domain/records/field.ts';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import type { SqlWriter } from './sql-writer.ts';

/** What a search needs to know besides its rule. */
export type SearchSettings = {
  /** The time that `now` is, ISO. */
  readonly now: string;
  readonly fieldsOf: (type: RecordTypeKey) => readonly Field[];
  /** Modes of the topics, for `reachable`. */
  readonly topics?: ReadonlyMap<string, TopicMode>;
  /** Units of a currency for one unit of each other one, for `inCurrency`. */
  readonly rates?: (currency: string) => Readonly<Record<string, number>>;
  /** Which related records the reader may see, as a condition over an alias of their table: others count as missing. All without it. */
  readonly within?: (type: RecordTypeKey, alias: string, bind: SqlWriter['bind']) => string;
};

/** What paths begin from: the row of a record, an event, or an element of a list. */
export type SearchSource =
  | { readonly kind: 'record'; readonly type: RecordTypeKey; readonly alias: string }
  | { readonly kind: 'event'; readonly link: string; readonly event: string }
  | { readonly kind: 'element'; readonly sql: string; readonly type: ValueType };

/** The condition that keeps related rows to those that the reader may see. */
export function visible(type: RecordTypeKey, alias: string, { settings, writer }: SearchContext): string {
  return settings.within === undefined ? '' : ` AND ${settings.within(type, alias, writer.bind)}`;
}

/** What compiling a search carries along. */
export type SearchContext = {
  readonly writer: SqlWriter;
  readonly settings: SearchSettings;
  readonly source: SearchSource;
};
