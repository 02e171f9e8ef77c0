import type { Request } from 'express';

/** What Standard Webhooks sign with. */
const signing = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const;

/** The headers of a signature, of those that are there. */
export function signatureHeaders(request: Request): Readonly<Record<string, string>> {
  return Object.fromEntries(
    signing.flatMap((name): [string, string][] => {
      const value = request.get(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
