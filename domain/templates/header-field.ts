/**
 * Whether a text may stand in a header field of a message (subject, name, address): no CR, LF, NUL or other control character,
 * which would end the field and begin another (RFC 5322, section 2.2). A tab may.
 */
export function isHeaderSafe(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the characters that are looked for
  return !/[\u0000-\u0008\u000A-\u001F\u007F]/.test(text);
}
