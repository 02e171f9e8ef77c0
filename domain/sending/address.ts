/** Channels whose messages go to an address of a person. */
export type AddressChannel = 'email' | 'sms';

const emailForm =
  /^[^\s<>()[\],;:\\"@]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)*[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?$/u;
const phoneForm = /^\+[1-9]\d{6,14}$/;

/**
 * The form in which an address is stored, compared and sent to: e-mail in lower case (RFC 5321 without quoted local
 * parts, 254 characters at most), phone numbers in E.164 without spaces and punctuation.
 * @returns undefined for what is no address of the channel
 */
export function parseAddress(channel: AddressChannel, text: string): string | undefined {
  if (channel === 'email') {
    const address = text.trim().toLowerCase();
    return address.length <= 254 && emailForm.test(address) ? address : undefined;
  }
  const number = text
    .trim()
    .replace(/[\s().-]/g, '')
    .replace(/^00/, '+');
  return phoneForm.test(number) ? number : undefined;
}

/** The channel that an address belongs to, by its form. */
export function channelOf(address: string): AddressChannel {
  return address.includes('@') ? 'email' : 'sms';
}
