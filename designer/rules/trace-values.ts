import { z } from 'zod';

const traceSchema: z.ZodType<Trace> = z.lazy(() =>
  z.object({
    op: z.string(),
    at: z.string().optional(),
    path: z.string().optional(),
    evaluated: z.boolean().default(true),
    value: z.unknown().optional(),
    children: z.array(traceSchema).catch([]).default([]),
  }),
) as z.ZodType<Trace>;

export type Trace = {
  readonly op: string;
  /** JSON pointer of its place in the rule. */
  readonly at?: string | undefined;
  readonly path?: string | undefined;
  readonly evaluated: boolean;
  readonly value?: unknown;
  readonly children: readonly Trace[];
};

/** A value that a rule read when it was decided. */
type ReadValue = { readonly path: string; readonly value: unknown };

/** The trace in a step's detail, when there is one. */
export function traceIn(detail: Readonly<Record<string, unknown>>): Trace | null {
  const result = traceSchema.safeParse(detail.trace);
  return result.success ? result.data : null;
}

/** Every value that was read, once each, in the order of the rule. */
export function valuesRead(trace: Trace): readonly ReadValue[] {
  const found = new Map<string, ReadValue>();
  const visit = (node: Trace) => {
    if (node.evaluated && node.path !== undefined && !found.has(node.path))
      found.set(node.path, { path: node.path, value: node.value });
    for (const child of node.children) visit(child);
  };
  visit(trace);
  return [...found.values()];
}
