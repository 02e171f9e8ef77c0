/** Header fields of a mail: names in lower case, in the order in which they stand there. */
export type MailHeaders = readonly { readonly key: string; readonly value: string }[];

/** Most ids of other mails that are read out of one. */
const mostReferences = 50;

/** Message-IDs in a header field (`<id@host>`, RFC 5322 §3.6.4), in their order; malformed and endless ones are left out. */
export function messageIdsIn(value: string | undefined): readonly string[] {
  const ids = (value ?? '').match(/<[^\s<>@]{1,200}@[^\s<>@]{1,200}>/g) ?? [];
  return [...new Set(ids)].slice(-mostReferences);
}

/** The subject of an answer: it names the case once, and says Re: once. */
export function replySubject(title: string, number: string | null): string {
  const bare = title.replace(/^(?:\s*(?:re|aw|odp|sv|fw|fwd)\s*:)+\s*/i, '').trim();
  const tag = number !== null && !bare.includes(number) ? `[${number}] ` : '';
  return `Re: ${tag}${bare}`;
}

const valuesOf = (headers: MailHeaders, name: string) =>
  headers.filter(({ key }) => key === name).map(({ value }) => value.trim().toLowerCase());

/**
 * Whether no person wrote a mail: automatic answers (RFC 3834 §5), reports about undelivered mail (RFC 3464, and the empty
 * sender of RFC 5321 §4.5.5), lists and bulk mail, and what the usual responders mark theirs with.
 * @param envelopeFrom the sender of the envelope; undefined where it is not known
 */
export function isAutomatic(headers: MailHeaders, envelopeFrom?: string): boolean {
  const submitted = valuesOf(headers, 'auto-submitted').some((value) => !/^no\b/.test(value));
  const bulk = valuesOf(headers, 'precedence').some((value) => /^(?:bulk|junk|list|auto_reply)\b/.test(value));
  const report = valuesOf(headers, 'content-type').some((value) => value.startsWith('multipart/report'));
  const bounced = envelopeFrom === '' || valuesOf(headers, 'return-path').includes('<>');
  const marks = ['x-autoreply', 'x-autorespond', 'x-auto-response-suppress', 'list-id', 'list-unsubscribe'];
  return submitted || bulk || report || bounced || marks.some((name) => valuesOf(headers, name).length > 0);
}
