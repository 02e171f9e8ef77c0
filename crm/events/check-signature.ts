import { Webhook } from 'standardwebhooks';
import { AppError } from '../../domain/errors.ts';

/** A call as it came: its bytes, and of its headers `webhook-id`, `webhook-timestamp` and `webhook-signature`. */
export type SignedCall = { readonly raw: Buffer; readonly headers: Readonly<Record<string, string>> };

/**
 * Standard Webhooks (standardwebhooks.com): a call that was signed more than five minutes ago, or ahead, is refused too.
 * @throws AppError bad-signature
 */
export function checkSignature({ raw, headers }: SignedCall, secret: string): void {
  try {
    new Webhook(secret).verify(raw, headers, { jsonParse: false });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new AppError('bad-signature', {
      detail: `${why}. Sign as Standard Webhooks says: webhook-id, -timestamp, -signature.`,
    });
  }
}
