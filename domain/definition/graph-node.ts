import type { Issue, IssueParams } from '../errors.ts';
import { jsonPointer } from '../json-pointer.ts';
import { errorOutlet, type Outlet } from '../steps/step-type.ts';
import type { ReadStep } from './check-steps.ts';

/** Drawn outlets: the next step, or null where the branch ends. */
export type Next = Readonly<Record<string, string | null>>;

/** A step in the graph; `outlets` is null where its config is not valid. */
export type GraphNode = ReadStep & { readonly next: Next; readonly outlets: readonly Outlet[] | null };

/** A step with what the graph needs to know of it. */
export function nodeOf(step: ReadStep): GraphNode {
  const { type, config } = step;
  const outlets =
    type && config !== undefined ? [...type.outlets(config), ...(type.effect ? [errorOutlet] : [])] : null;
  return { ...step, next: step.step?.next ?? {}, outlets };
}

/** An issue of a step, or of a part of it. */
export function problem(
  severity: Issue['severity'],
  code: string,
  { id }: GraphNode,
  at: readonly string[],
  message: string,
  params?: IssueParams,
): Issue {
  return { severity, code, path: jsonPointer(['steps', id, ...at]), stepId: id, message, ...(params && { params }) };
}
