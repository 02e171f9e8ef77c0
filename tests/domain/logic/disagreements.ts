import { compileRule } from '../../../domain/logic/compile.ts';
import { evaluate } from '../../../domain/logic/evaluate.ts';
import { logicExceptions } from '../../../domain/logic/exceptions.ts';

/** A row of the table: what a rule gives over data. */
export type LogicCase = {
  readonly group: string;
  readonly rule: unknown;
  readonly data: unknown;
  readonly expected: unknown;
};

/**
 * The rows, and the exceptions from json-logic-js, that come out otherwise where this code runs: compiled, evaluated
 * once, and evaluated with a trace. Needs nothing but the language, so that it runs in a process and in a page alike.
 */
export function disagreements(cases: readonly LogicCase[]): string[] {
  const rows = [...cases, ...allowedExceptions()];
  return rows.flatMap(({ rule, data, expected }) => {
    const answers = [
      attempt(() => compileRule(rule).evaluate(data)),
      attempt(() => evaluate(rule, data).value),
      attempt(() => evaluate(rule, data, { trace: true }).value),
    ];
    return answers.every((answer) => isSame(answer, expected))
      ? []
      : [JSON.stringify({ rule, data, expected, answers })];
  });
}

function allowedExceptions(): LogicCase[] {
  return logicExceptions.map(({ id, example }) => ({
    group: id,
    rule: example.rule,
    data: example.data,
    expected: 'refused' in example ? { thrown: example.refused } : example.here,
  }));
}

function attempt(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return { thrown: error instanceof Error && 'code' in error ? error.code : String(error) };
  }
}

function isSame(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Object.is(a, b);
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [Object.entries(a), new Map(Object.entries(b))];
  return left.length === right.size && left.every(([key, value]) => right.has(key) && isSame(value, right.get(key)));
}
