import { permissionFor } from '../../../domain/consent/consent.ts';
import { parseAddress } from '../../../domain/sending/address.ts';
import { callAnswerOf, sendAnswerOf } from '../../../domain/sending/answers.ts';
import { reasonNotToSend, type SendFacts } from '../../../domain/sending/decide-send.ts';
import { withFooter } from '../../../domain/sending/footer.ts';
import { domainOf, parseMailbox } from '../../../domain/sending/mailbox.ts';
import { classOf } from '../../../domain/sending/message-class.ts';
import {
  canFollow,
  messageStates,
  openStates,
  predecessors,
  sentStates,
} from '../../../domain/sending/message-state.ts';
import { messageRetries, nextTry } from '../../../domain/sending/retry-schedule.ts';

describe('the class of a message', () => {
  it.each([
    [undefined, null, 'transactional'],
    [undefined, 'transactional', 'transactional'],
    [undefined, 'opt-out', 'marketing'],
    [undefined, 'opt-in', 'marketing'],
    ['marketing', null, 'marketing'],
    ['transactional', 'opt-out', 'transactional'],
  ] as const)('asked %s, topic %s: %s', (asked, mode, expected) => expect(classOf(asked, mode)).toBe(expected));
});

describe('permission', () => {
  const said = (topic: string, state: 'granted' | 'withdrawn', at = 1) => ({ topic, state, at });
  const newsletter = { key: 'newsletter', mode: 'opt-out' } as const;
  const research = { key: 'research', mode: 'opt-in' } as const;
  it.each([
    [newsletter, [], 'permitted'],
    [newsletter, [said('newsletter', 'withdrawn')], 'unsubscribed'],
    [newsletter, [said('offers', 'withdrawn')], 'permitted'],
    [newsletter, [said('*', 'withdrawn')], 'unsubscribed'],
    [newsletter, [said('*', 'withdrawn', 2), said('newsletter', 'granted', 1)], 'unsubscribed'],
    [newsletter, [said('*', 'withdrawn', 1), said('newsletter', 'granted', 2)], 'permitted'],
    [newsletter, [said('*', 'granted')], 'permitted'],
    [research, [], 'no-consent'],
    [research, [said('research', 'granted')], 'permitted'],
    [research, [said('*', 'granted')], 'no-consent'],
    [null, [], 'permitted'],
    [null, [said('*', 'withdrawn')], 'unsubscribed'],
  ] as const)('%j %j: %s', (topic, statements, expected) => expect(permissionFor(topic, statements)).toBe(expected));
});

describe('the checks', () => {
  const fine: SendFacts = {
    channel: 'email',
    class: 'marketing',
    topic: { key: 'newsletter', mode: 'opt-out' },
    known: true,
    address: 'ann@example.test',
    statements: [],
    suppressed: false,
  };
  const withdrawn = [{ topic: 'newsletter', state: 'withdrawn', at: 1 }] as const;
  it.each([
    [{}, undefined],
    [{ statements: withdrawn }, 'unsubscribed'],
    [{ statements: withdrawn, class: 'transactional' }, undefined],
    [{ suppressed: true, class: 'transactional' }, 'suppressed'],
    [{ known: false, address: null }, 'no-person'],
    [{ address: '  ' }, 'no-address'],
    [{ address: 'ann' }, 'invalid-address'],
    [{ address: '+48 601 234 567', channel: 'sms' }, undefined],
    // In their order: the first objection names the reason.
    [{ statements: withdrawn, suppressed: true, address: null }, 'unsubscribed'],
    [{ suppressed: true, address: null }, 'suppressed'],
  ] as const)('%j: %s', (change, reason) => expect(reasonNotToSend({ ...fine, ...change })).toBe(reason));
});

it('states only move forward, and every one can be reached', () => {
  const ended = messageStates.filter(
    (state) => predecessors('planned').length === 0 && messageStates.every((next) => !canFollow(state, next)),
  );
  expect(ended).toEqual(['clicked', 'bounced', 'rejected', 'skipped']);
  for (const state of messageStates.filter((item) => item !== 'planned'))
    expect(predecessors(state).length).toBeGreaterThan(0);
  // No way leads back to where a message could be handed over, but a deferral before anything was taken.
  for (const from of [...sentStates, 'unknown', 'bounced', 'rejected', 'skipped'] as const)
    for (const to of [...openStates, 'handing-off'] as const) expect(canFollow(from, to)).toBe(false);
});

it('tries again after 2 s, twice as long each time, at most 15 min apart, for a day', () => {
  let now = 0;
  const delays: number[] = [];
  for (let tries = 1; ; tries += 1) {
    const at = nextTry(messageRetries, { tries, plannedAt: 0, now });
    if (at === null) break;
    delays.push((at - now) / 1000);
    now = at;
  }
  expect(delays.slice(0, 11)).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
  expect(now).toBeGreaterThan(23.7 * 3_600_000);
  expect(now).toBeLessThanOrEqual(24 * 3_600_000);
  expect(nextTry(messageRetries, { tries: 1, plannedAt: 0, now: 0, wished: 60_000 })).toBe(60_000);
});

it('addresses and mailboxes have one form', () => {
  expect(parseAddress('email', ' Ann@Example.TEST ')).toBe('ann@example.test');
  for (const wrong of ['ann', 'a b@example.test', 'ann@', '@x', 'ann@example.test\nbcc: x', `${'a'.repeat(65)}@x.test`])
    expect(parseAddress('email', wrong)).toBeUndefined();
  expect(parseAddress('sms', '0048 601-234 (567)')).toBe('+48601234567');
  for (const wrong of ['601234567', '+0123456789', 'ann', '+12']) expect(parseAddress('sms', wrong)).toBeUndefined();
  expect(parseMailbox('"Sales, Ltd" <Sales@Example.test>')).toEqual({
    name: 'Sales, Ltd',
    address: 'sales@example.test',
  });
  expect(parseMailbox('sales@example.test')).toEqual({ address: 'sales@example.test' });
  expect(parseMailbox('Sales\r\nBcc: x <a@b.test>')).toBeUndefined();
  expect(domainOf('a@b.test')).toBe('b.test');
});

it('puts a footer under parts that lack the way out', () => {
  const links = { unsubscribe: 'https://x.test/u/1', preferences: 'https://x.test/u/1#topics', language: null };
  const both = withFooter({ html: '<body><p>Hi</p></body>', text: 'Hi' }, links);
  expect(both.html).toMatch(/^<body><p>Hi<\/p><p .*href="https:\/\/x\.test\/u\/1".*<\/p><\/body>$/);
  expect(both.text).toBe(
    'Hi\n\n--\nYou receive this mail because you are subscribed.\nUnsubscribe: https://x.test/u/1\n',
  );
  const own = { html: '<a href="https://x.test/u/1">out</a>', text: 'out https://x.test/u/1' };
  expect(withFooter(own, links)).toEqual(own);
  expect(withFooter({ html: null, text: 'Cześć' }, { ...links, language: 'pl-PL' }).text).toContain('Wypisz się');
});

it('tells steps what became of a message, once it is known', () => {
  const entry = { id: 'm', reason: null, response: null };
  expect(messageStates.map((state) => sendAnswerOf({ ...entry, state })?.outcome ?? null)).toEqual([
    null,
    null,
    null,
    'accepted',
    'accepted',
    'accepted',
    'accepted',
    'accepted',
    'rejected',
    'skipped',
    'unknown',
  ]);
  expect(callAnswerOf({ ...entry, state: 'rejected', reason: '404', answer: { status: 404, body: 'no' } })).toEqual({
    outcome: 'rejected',
    messageId: 'm',
    status: 404,
    body: 'no',
    reason: '404',
  });
  expect(callAnswerOf({ ...entry, state: 'rejected', reason: 'call-failed', response: '503: HTTP 503' })).toEqual({
    outcome: 'failed',
    messageId: 'm',
    reason: '503: HTTP 503',
  });
});
