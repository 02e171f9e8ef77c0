import type { Issue } from '../../domain/errors.ts';

/** An answer of the API that is not a success: an RFC 9457 problem document, or what stands for one when the network failed. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string | null;
  readonly issues: readonly Issue[];
  /** What to quote to whoever looks into it. */
  readonly reference: string | null;

  constructor(from: {
    status: number;
    code: string;
    title: string;
    detail?: string;
    issues?: readonly Issue[];
    reference?: string;
  }) {
    super(from.detail ?? from.title);
    this.name = 'Problem';
    this.status = from.status;
    this.code = from.code;
    this.title = from.title;
    this.detail = from.detail ?? null;
    this.issues = from.issues ?? [];
    this.reference = from.reference ?? null;
  }
}

/** Reads a problem document; what is not one (a proxy's page) becomes a problem with the status alone. */
export async function problemOf(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null);
  const document = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  const text = (key: string) => (typeof document[key] === 'string' ? document[key] : undefined);
  const detail = text('detail');
  const reference =
    text('instance')?.replace('urn:uuid:', '') ??
    text('requestId') ??
    response.headers.get('x-request-id') ??
    undefined;
  return new Problem({
    status: response.status,
    code: text('code') ?? `http-${response.status}`,
    title: text('title') ?? response.statusText,
    ...(detail === undefined ? {} : { detail }),
    ...(reference === undefined ? {} : { reference }),
    issues: Array.isArray(document.issues) ? (document.issues as Issue[]) : [],
  });
}

/** Whether an error is a problem with this code. */
export function isProblem(error: unknown, code: string): error is Problem {
  return error instanceof Problem && error.code === code;
}
