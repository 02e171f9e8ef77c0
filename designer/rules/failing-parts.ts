import { truthy } from '../../domain/logic/values.ts';
import type { Trace } from './trace-values.ts';

/**
 * The parts of a rule that kept it from being true, as its trace tells: of `and` the first that was not true, of `or` all of
 * them. The whole rule where the trace does not say.
 */
export function failingParts(rule: unknown, trace: Trace | null): readonly unknown[] {
  if (!trace) return [rule];
  const found = tracesOf(trace).flatMap(({ at }) => (at === undefined ? [] : [partAt(rule, at)]));
  const parts = found.filter((part) => part !== undefined);
  return parts.length > 0 ? parts : [rule];
}

function tracesOf(trace: Trace): readonly Trace[] {
  const notTrue = trace.children.filter(({ evaluated, value }) => evaluated && !truthy(value));
  const [first] = notTrue;
  if (trace.op === 'and' && first) return tracesOf(first);
  if (trace.op === 'or' && first) return notTrue.flatMap(tracesOf);
  return [trace];
}

/** What stands at a JSON pointer; undefined where there is nothing. */
function partAt(rule: unknown, pointer: string): unknown {
  const keys = pointer.split('/').slice(1);
  return keys.reduce<unknown>((part, key) => {
    const name = key.replaceAll('~1', '/').replaceAll('~0', '~');
    return typeof part === 'object' && part !== null
      ? Object.entries(part).find(([own]) => own === name)?.[1]
      : undefined;
  }, rule);
}
