import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a token is for. A token for one purpose is worth nothing for another. */
const purposes = { open: 1, click: 2, unsubscribe: 3 } as const;
/** The name of a purpose. */
export type TokenPurpose = keyof typeof purposes;

/** What a token says: a message, and for a click which of its links. No personal data, no address to be sent on to. */
export type TokenContent = { readonly messageId: string; readonly link?: number };

const SIGNATURE = 16;
const PLAIN = 19;
const uuidForm = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/**
 * Short signed tokens for the links of a mail: purpose, message id and link number, 19 bytes, and the first 16 bytes of
 * their HMAC-SHA256; 47 characters, safe in a path. They don't expire: a mail may be read years later.
 */
export function createTokens(secret: string | Uint8Array) {
  const sign = (plain: Buffer) =>
    createHmac('sha256', secret).update('cadenza.tracking.1').update(plain).digest().subarray(0, SIGNATURE);
  return {
    /** @throws RangeError when the message id is no UUID or the link number is not within 0 … 65,535 */
    make(purpose: TokenPurpose, { messageId, link = 0 }: TokenContent): string {
      if (!uuidForm.test(messageId)) throw new RangeError('the message id is no UUID');
      const plain = Buffer.alloc(PLAIN);
      plain.writeUInt8(purposes[purpose], 0);
      plain.write(messageId.replaceAll('-', ''), 1, 'hex');
      plain.writeUInt16BE(link, 17);
      return Buffer.concat([plain, sign(plain)]).toString('base64url');
    },
    /** The content, or undefined for a token that was not made here for this purpose. Constant time. */
    verify(purpose: TokenPurpose, token: string): Required<TokenContent> | undefined {
      if (!/^[A-Za-z0-9_-]{47}$/.test(token)) return undefined;
      const bytes = Buffer.from(token, 'base64url');
      const plain = bytes.subarray(0, PLAIN);
      // The last character carries two bits that mean nothing: only the form that `make` gives is taken.
      if (bytes.toString('base64url') !== token || !timingSafeEqual(bytes.subarray(PLAIN), sign(plain)))
        return undefined;
      if (plain[0] !== purposes[purpose]) return undefined;
      const hex = plain.toString('hex', 1, 17);
      const messageId = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join(
        '-',
      );
      return { messageId, link: plain.readUInt16BE(17) };
    },
  };
}
