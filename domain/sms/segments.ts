/** How a text is cut up by the carriers. `units` are septets (GSM-7) or 16-bit units (UCS-2). */
export type SmsSegments = {
  readonly encoding: 'gsm-7' | 'ucs-2';
  readonly units: number;
  /** How many messages it is paid as. */
  readonly segments: number;
  /** Units that are still free in the last of them. */
  readonly remaining: number;
  /** The first character that forces UCS-2, for the author to see. */
  readonly forcedBy?: string;
};

/** GSM 03.38 / 3GPP TS 23.038 §6.2.1: the default alphabet and its extension, whose characters take two septets. */
const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const extended = new Set('\f^{}\\[~]|€');

/** Units a message holds alone, and as a part of several, where a header takes room. */
const room = { 'gsm-7': { alone: 160, part: 153 }, 'ucs-2': { alone: 70, part: 67 } } as const;

/** Counts the messages that a text becomes. A character is never split over two of them. */
export function countSegments(text: string): SmsSegments {
  const characters = [...text];
  const forcedBy = characters.find((character) => !basic.has(character) && !extended.has(character));
  const encoding = forcedBy === undefined ? 'gsm-7' : 'ucs-2';
  const sizes = characters.map((character) =>
    encoding === 'ucs-2' ? character.length : extended.has(character) ? 2 : 1,
  );
  const units = sizes.reduce((sum, size) => sum + size, 0);
  const { alone, part } = room[encoding];
  const forced = forcedBy === undefined ? {} : { forcedBy };
  if (units <= alone) return { encoding, units, segments: units === 0 ? 0 : 1, remaining: alone - units, ...forced };
  let segments = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > part) {
      segments += 1;
      used = 0;
    }
    used += size;
  }
  return { encoding, units, segments, remaining: part - used, ...forced };
}
