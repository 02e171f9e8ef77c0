import type { Deferred, RefusalClass, Refused } from '../outcome.ts';

/** The part of the SMTP dialogue that a reply belongs to. `end` is the reply after the final dot. */
export type SmtpStage = 'mail' | 'rcpt' | 'data' | 'end';

/**
 * Meaning of enhanced status codes (RFC 3463, IANA registry), first match wins. What stands for the address itself is a
 * hard bounce; a full mailbox is not, it may be emptied.
 */
const byEnhancedCode: readonly [RegExp, RefusalClass][] = [
  [/^5\.1\.[78]$/, 'sender'],
  [/^5\.1\./, 'hard-bounce'],
  [/^5\.2\.2$/, 'mailbox-full'],
  [/^5\.2\.3$/, 'content'],
  [/^5\.2\.1$/, 'hard-bounce'],
  [/^5\.3\.4$/, 'content'],
  [/^5\.4\.[14]$/, 'hard-bounce'],
  [/^5\.6\./, 'content'],
  [/^5\.7\./, 'policy'],
];

/** Where the server gives no enhanced code: what its plain code means at that point of the dialogue. */
const byStage: Record<SmtpStage, readonly [RegExp, RefusalClass][]> = {
  mail: [
    [/^552/, 'content'],
    [/./, 'sender'],
  ],
  rcpt: [
    [/^55[013]/, 'hard-bounce'],
    [/^552/, 'mailbox-full'],
    [/./, 'policy'],
  ],
  data: [[/./, 'policy']],
  end: [
    [/^552/, 'content'],
    [/./, 'policy'],
  ],
};

/**
 * Judges a negative SMTP reply (RFC 5321 §4.2.1).
 * @param reply the whole reply, code first
 * @returns deferred for 4xx, refused for 5xx, undefined for anything else
 */
export function classifyReply(reply: string, stage: SmtpStage): Deferred | Refused | undefined {
  const code = /^([45])\d\d/.exec(reply)?.[0];
  if (code === undefined) return undefined;
  const enhanced = /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(reply)?.[1];
  const response = reply.slice(0, 500);
  if (code.startsWith('4')) return { kind: 'deferred', code: enhanced ?? code, response };
  const known = enhanced === undefined ? undefined : byEnhancedCode.find(([form]) => form.test(enhanced));
  const found = known ?? byStage[stage].find(([form]) => form.test(code));
  const refusal = found?.[1] ?? 'policy';
  return { kind: 'refused', code: enhanced ?? code, response, permanent: refusal !== 'mailbox-full', class: refusal };
}
