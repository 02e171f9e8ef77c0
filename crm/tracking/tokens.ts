import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a token is for. A token for one purpose is worth nothing for another. */
const purposes = { open: 1, click: 2, unsubscribe: 3, offer: 4 } as const;
/** The number of a token that opens a slot of an approval. Beyond those of messages, so that neither passes for the other. */
const slotPurpose = 64;
/** The name of a purpose. */
export type TokenPurpose = keyof typeof purposes;

/** What a token says: a message, and for a click which of its links. No personal data, no address to be sent on to. */
export type TokenContent = { readonly messageId: string; readonly link?: number };

/** Who is asked by which slot, about which content, and until when: what a link of an approval says. */
export type SlotTokenContent = {
  readonly slotId: string;
  readonly personId: string;
  /** Of the bound content; its first eight bytes are kept. */
  readonly boundHash: string;
  /** ISO; whole seconds. */
  readonly expiresAt: string;
};

const SLOT_PLAIN = 46;
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
      return { messageId: uuidAt(plain, 1), link: plain.readUInt16BE(17) };
    },
    /** A token for one slot of an approval: 83 characters, safe in a path. */
    makeSlot(content: SlotTokenContent): string {
      const plain = plainSlot(content);
      return Buffer.concat([plain, sign(plain)]).toString('base64url');
    },
    /** The content, its hash as far as it is kept; undefined for a token that was not made here for a slot. Constant time. */
    verifySlot(token: string): SlotTokenContent | undefined {
      if (!/^[A-Za-z0-9_-]{83}$/.test(token)) return undefined;
      const bytes = Buffer.from(token, 'base64url');
      const plain = bytes.subarray(0, SLOT_PLAIN);
      if (bytes.toString('base64url') !== token || !timingSafeEqual(bytes.subarray(SLOT_PLAIN), sign(plain)))
        return undefined;
      if (plain[0] !== slotPurpose) return undefined;
      return {
        slotId: uuidAt(plain, 1),
        personId: uuidAt(plain, 17),
        boundHash: plain.toString('hex', 33, 41),
        expiresAt: new Date(plain.readUIntBE(41, 5) * 1000).toISOString(),
      };
    },
  };
}

function uuidAt(plain: Buffer, from: number): string {
  const hex = plain.toString('hex', from, from + 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

function plainSlot({ slotId, personId, boundHash, expiresAt }: SlotTokenContent): Buffer {
  const plain = Buffer.alloc(SLOT_PLAIN);
  plain.writeUInt8(slotPurpose, 0);
  plain.write(slotId.replaceAll('-', ''), 1, 'hex');
  plain.write(personId.replaceAll('-', ''), 17, 'hex');
  plain.write(boundHash.slice(0, 16), 33, 'hex');
  plain.writeUIntBE(Math.floor(Date.parse(expiresAt) / 1000), 41, 5);
  return plain;
}
