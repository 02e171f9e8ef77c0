import type { Issue } from '../../domain/errors.ts';
import { checkRule } from '../../domain/logic/check.ts';
import { parseRule } from '../../domain/logic/node.ts';
import { subjectScope } from '../../domain/logic/scope.ts';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import { compileCondition } from './compile-value.ts';
import { NotSearchable } from './not-searchable.ts';
import type { SearchSettings } from './search-context.ts';
import { createSqlWriter } from './sql-writer.ts';

/** A condition for a WHERE clause with its parameters, or what is wrong with the rule. */
export type CompiledSearch =
  | { readonly kind: 'ok'; readonly sql: string; readonly params: readonly unknown[] }
  | { readonly kind: 'issues'; readonly issues: readonly Issue[] };

/**
 * Compiles a rule into a condition over the table of a record type, with the meaning it has in memory: it is true for
 * exactly the rows whose record makes the rule true. What has no exact form in SQL is an issue at its place. NULL stands
 * for false. Paths of the issues begin at the rule.
 */
export function compileSearch(
  search: SearchSettings & {
    readonly recordType: RecordTypeKey;
    readonly rule: unknown;
    /** Alias of the table in the statement. */
    readonly alias?: string;
    /** Number of the first parameter. */
    readonly firstParam?: number;
    /** Keys of segments; none for now. */
    readonly segments?: ReadonlySet<string>;
  },
): CompiledSearch {
  const { recordType, rule, alias = 't', firstParam = 1, segments = new Set<string>(), ...settings } = search;
  const topics = settings.topics === undefined ? {} : { topics: new Set(settings.topics.keys()) };
  const scope = subjectScope({ subject: recordType, fieldsOf: settings.fieldsOf, segments, ...topics });
  const issues = checkRule(rule, scope).filter(({ severity }) => severity === 'error');
  if (issues.length > 0) return { kind: 'issues', issues };
  const writer = createSqlWriter(firstParam);
  const context = { writer, settings, source: { kind: 'record', type: recordType, alias } } as const;
  try {
    const sql = compileCondition(parseRule(rule).node, context);
    return { kind: 'ok', ...writer.finish(`(${sql})`) };
  } catch (error) {
    if (!(error instanceof NotSearchable)) throw error;
    const issue = { severity: 'error', code: 'not-searchable', path: error.at, message: error.message } as const;
    return { kind: 'issues', issues: [issue] };
  }
}
