import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import { newId } from '../../crm/ids.ts';
import { planMessages } from '../../crm/sending/plan.ts';
import { readMessages } from '../../crm/sending/read-messages.ts';
import { installationSecret } from '../../crm/settings/secrets.ts';
import { createTokens } from '../../crm/tracking/tokens.ts';
import type { MessageRequest } from '../../domain/steps/effect.ts';
import {
  insertLead,
  insertRun,
  insertTemplate,
  insertTopics,
  planningWorld,
  requestOf,
} from '../harness/sending-world.ts';
import { testApi } from '../harness/test-api.ts';

let tokens: ReturnType<typeof createTokens>;
const world = planningWorld();
const publicUrl = 'https://crm.example.test';
const twilioToken = 'token of the tests';
const api = testApi({ publicUrl, twilioToken });
const browser = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130 Safari/537.36' };

beforeAll(async () => {
  await insertTopics(api.database);
  await insertTemplate(api.database, 'welcome', '<p>Hello</p><a href="https://example.test/offer">Offer</a>');
  tokens = createTokens(await installationSecret(api.database, 'tokens'));
});
afterAll(async () => {
  await world.close();
});

/** What a mail might try; none of it may be left as markup. */
const hostile = [
  '<script>alert(1)</script>',
  '<ScRiPt src=//evil.test></ScRiPt>',
  '<img src=x onerror=alert(1)>',
  '<img src="http://inner/x.png">',
  '<a href="javascript:alert(1)">x</a>',
  '<a href="java&#10;script:alert(1)">x</a>',
  '<a href=" &#1;javascript:alert(1)">x</a>',
  '<a href="vbscript:x">x</a>',
  '<svg onload=alert(1)><script>alert(1)</script></svg>',
  '<math><mtext></p><img src=x onerror=alert(1)></math>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<object data="data:text/html,x"></object><embed src="x">',
  '<form action="https://evil.test"><input name=p></form>',
  '<meta http-equiv="refresh" content="0;url=https://evil.test"><base href="https://evil.test">',
  '<link rel=stylesheet href="https://evil.test/x.css">',
  '<video src=x onloadstart=alert(1)></video>',
  '<p style="background:url(javascript:x)" onmouseover="x">y</p>'.replace('javascript', 'java script'),
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
  '<style><img src="</style><img src=x onerror=alert(1)>"></style>',
  '<!--><img src=x onerror=alert(1)>-->',
];

let counter = 0;
async function sent(
  message: MessageRequest = { channel: 'email', template: 'welcome', topic: 'newsletter' },
  person?: Awaited<ReturnType<typeof insertLead>>,
) {
  counter += 1;
  const to =
    person ??
    (await insertLead(api.database, {
      email: `reader-${counter}@example.test`,
      phone: `+120255502${String(counter).padStart(2, '0')}`,
    }));
  const [plan] = await api.database.transaction(async (tx) =>
    planMessages(tx, world.deps, [requestOf(await insertRun(tx), { person: to, message })], new Date()),
  );
  if (plan?.kind === 'planned')
    await api.database.query(
      `UPDATE message SET state = 'accepted', "sentAt" = now() - interval '1 hour' WHERE id = $1`,
      [plan.messageId],
    );
  if (plan?.kind !== 'planned' && plan?.kind !== 'skipped') throw new Error(JSON.stringify(plan));
  return { id: plan.messageId, kind: plan.kind, person: to };
}
const stateOf = async (id: string) => (await readMessages(api.database, [id]))[0]?.state;
const stranger = { key: '', headers: browser };

describe('the ledger', () => {
  it('lists messages by record, channel and state, a page at a time, newest first', async () => {
    const person = await insertLead(api.database, { email: 'pages@example.test' });
    const ids = [];
    for (let n = 0; n < 5; n += 1) ids.unshift((await sent(undefined, person)).id);
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await api.call(
        'GET',
        `/api/messages?recordId=${person.id}&channel=email&state=accepted&limit=2${cursor && `&cursor=${cursor}`}`,
      );
      const page = body as { items: { id: string }[]; nextCursor: string | null };
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor ?? '';
    } while (cursor !== '');
    expect(seen).toEqual(ids);
    const { body } = await api.call('GET', `/api/messages/${ids[0]}`);
    expect(body).toMatchObject({
      id: ids[0],
      channel: 'email',
      state: 'accepted',
      to: 'pages@example.test',
      subject: 'Hello Ann',
      recordType: 'lead',
      recordId: person.id,
      workflow: 'nurture',
      stepId: 'mail',
      template: 'welcome',
      hasHtml: true,
      events: [],
    });
  });

  it('finds what went to an address, and the notifications of a user', async () => {
    const person = await insertLead(api.database, { email: 'found@example.test' });
    const { id } = await sent(undefined, person);
    const user = newId();
    const request = await api.database.transaction(async (tx) =>
      requestOf(await insertRun(tx), { person, message: { channel: 'app', body: 'Look at this', users: [user] } }),
    );
    const [plan] = await api.database.transaction((tx) => planMessages(tx, world.deps, [request], new Date()));
    const found = async (query: string) =>
      ((await api.call('GET', `/api/messages?${query}`)).body as { items: { id: string }[] }).items.map(
        (item) => item.id,
      );
    expect(await found('to=found@example.test')).toEqual([id]);
    expect(await found(`channel=app&to=${user}`)).toEqual([plan?.kind === 'answered' ? plan.messageId : null]);
    expect(await found(`channel=app&to=${newId()}`)).toEqual([]);
  });

  it('refuses what it does not know with a problem document', async () => {
    expect((await api.call('GET', '/api/messages?state=lost')).status).toBe(422);
    expect((await api.call('GET', '/api/messages?cursor=nonsense')).status).toBe(422);
    expect((await api.call('GET', '/api/messages/00000000-0000-7000-8000-000000000000')).status).toBe(404);
    expect((await api.call('GET', '/api/messages', { key: '' })).status).toBe(401);
  });

  it('shows messages only with the record they are about', async () => {
    const { id } = await sent();
    const onlyMessages = JSON.stringify([{ resource: 'message', action: 'read', scope: 'all' }]);
    await api.database.query(`INSERT INTO role (key, name, permissions) VALUES ('post', 'Post room', $1::jsonb)`, [
      onlyMessages,
    ]);
    const key = await api.keyOf('post');
    expect((await api.call('GET', '/api/messages', { key })).body).toEqual({ items: [], nextCursor: null });
    expect((await api.call('GET', `/api/messages/${id}`, { key })).status).toBe(404);
    expect((await api.call('GET', `/api/messages/${id}/preview`, { key })).status).toBe(404);
  });

  it('shows the test runs’ messages only when asked', async () => {
    const { id } = await sent();
    expect((await api.call('GET', `/api/messages/${id}?test=true`)).status).toBe(404);
  });

  it('is counted for Prometheus', async () => {
    const { id } = await sent();
    await api.database.query(`UPDATE message SET state = 'unknown' WHERE id = $1`, [id]);
    const { text } = await api.call('GET', '/metrics');
    expect(text).toMatch(/cadenza_messages_doubtful\{channel="email",state="unknown"\} 1/);
    expect(text).toMatch(/cadenza_messages_day\{channel="email",state="accepted"\} \d+/);
  });

  it('previews a mail with nothing in it that could act', async () => {
    const { id } = await sent();
    await api.database.query('UPDATE message SET html = $2 WHERE id = $1', [id, `<p>Hello</p>${hostile.join('\n')}`]);
    const { text, headers } = await api.call('GET', `/api/messages/${id}/preview`);
    expect(text).toContain('<p>Hello</p>');
    expect(text).not.toMatch(/javascript:|vbscript:|http:\/\/inner/i);
    // What stands in quotes is text and acts no more.
    const markup = text.replace(/"[^"]*"/g, '""');
    expect(markup).not.toMatch(/<(script|iframe|object|embed|form|input|svg|math|link|base|video)|\son\w+\s*=/i);
    expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*sandbox/);
  });
});

describe('unsubscribing', () => {
  const linkOf = (id: string) => `/u/${tokens.make('unsubscribe', { messageId: id })}`;

  it('shows the page to every scanner and changes nothing', async () => {
    const { id, person } = await sent();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => api.call(n % 2 ? 'GET' : 'HEAD', linkOf(id), stranger)),
    );
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect((await sent(undefined, person)).kind).toBe('planned');
  });

  it('takes the one click of RFC 8058, with no cookie and no page', async () => {
    const { id, person } = await sent();
    const { status } = await api.call('POST', linkOf(id), { key: '', form: 'List-Unsubscribe=One-Click' });
    expect(status).toBe(200);
    expect((await sent(undefined, person)).kind).toBe('skipped');
    expect((await sent({ channel: 'email', template: 'welcome', topic: 'offers' }, person)).kind).toBe('planned');
  });

  it('takes the forms of the page, in the language of the reader', async () => {
    const { id, person } = await sent();
    const polish = { ...stranger, headers: { ...browser, 'accept-language': 'pl-PL,pl;q=0.9' } };
    const { text } = await api.call('GET', linkOf(id), polish);
    expect(text).toMatch(/<html lang="pl">.*Co otrzymujesz.*name="topic" value="newsletter" checked/s);
    await api.call('POST', linkOf(id), { ...polish, form: 'act=choose&topic=offers&topic=research' });
    expect((await sent(undefined, person)).kind).toBe('skipped');
    expect((await sent({ channel: 'email', template: 'welcome', topic: 'research' }, person)).kind).toBe('planned');
    await api.call('POST', linkOf(id), { ...polish, form: 'act=leave' });
    expect((await sent({ channel: 'email', template: 'welcome', topic: 'offers' }, person)).kind).toBe('skipped');
  });

  it('refuses tokens that are none of ours, or for another purpose', async () => {
    const { id } = await sent();
    for (const token of [
      'not-a-token',
      tokens.make('open', { messageId: id }),
      createTokens('other').make('unsubscribe', { messageId: id }),
    ]) {
      expect((await api.call('POST', `/u/${token}`, { key: '', form: 'List-Unsubscribe=One-Click' })).status).toBe(404);
      expect((await api.call('GET', `/u/${token}`, stranger)).status).toBe(404);
    }
  });
});

describe('counting', () => {
  it('counts opens of people, and marks those of machines', async () => {
    const [person, machine] = [await sent(), await sent()];
    const open = (id: string) => `/t/o/${tokens.make('open', { messageId: id })}`;
    const { status, headers } = await api.call('GET', open(person.id), stranger);
    expect([status, headers.get('content-type')]).toEqual([200, 'image/gif']);
    await api.call('GET', open(machine.id), { key: '', headers: { 'user-agent': 'curl/8' } });
    expect([await stateOf(person.id), await stateOf(machine.id)]).toEqual(['opened', 'accepted']);
    expect((await api.call('GET', '/t/o/nonsense', stranger)).status).toBe(200);
  });

  it('leads a click where the ledger says, and nowhere else', async () => {
    const { id } = await sent();
    const click = (link: number) => `/t/c/${tokens.make('click', { messageId: id, link })}`;
    const answer = await api.call('GET', `${click(0)}?url=https://evil.test`, stranger);
    expect([answer.status, answer.headers.get('location')]).toEqual([302, 'https://example.test/offer']);
    expect(await stateOf(id)).toBe('clicked');
    expect((await api.call('GET', click(7), stranger)).status).toBe(404);
    expect((await api.call('GET', '/t/c/nonsense', stranger)).status).toBe(404);
  });
});

describe('callbacks of Twilio', () => {
  const post = (path: string, params: Record<string, string>, { token = twilioToken, signed = params } = {}) =>
    api.call('POST', path, {
      key: '',
      form: new URLSearchParams(params).toString(),
      headers: { 'x-twilio-signature': getExpectedTwilioSignature(token, publicUrl + path, signed) },
    });

  it('moves the message forward, by its address when the answer to the sending was lost', async () => {
    const { id } = await sent({ channel: 'sms', body: 'Hi' });
    const path = `/providers/twilio/status?message=${id}`;
    const report = (MessageStatus: string) => ({ MessageSid: `SM${id}`, MessageStatus });
    expect((await post(path, report('delivered'), { token: 'forged' })).status).toBe(403);
    expect((await post(path, report('delivered'), { signed: report('sent') })).status).toBe(403);
    expect(
      (await api.call('POST', path, { key: '', form: new URLSearchParams(report('delivered')).toString() })).status,
    ).toBe(403);
    expect(await stateOf(id)).toBe('accepted');
    expect((await post(path, report('delivered'))).status).toBe(204);
    expect((await post(path, report('sent'))).status).toBe(204);
    expect(await stateOf(id)).toBe('delivered');
  });

  it('heeds STOP and START', async () => {
    const { person } = await sent({ channel: 'sms', body: 'Hi' });
    const text = (MessageSid: string, Body: string) => ({
      MessageSid,
      Body,
      From: person.phone ?? '',
      To: '+12025550100',
    });
    expect((await post('/providers/twilio/inbound', text('SMstop', 'Stop.'))).status).toBe(200);
    expect((await sent({ channel: 'sms', body: 'Hi' }, person)).kind).toBe('skipped');
    await post('/providers/twilio/inbound', text('SMstart', 'start'));
    expect((await sent({ channel: 'sms', body: 'Hi' }, person)).kind).toBe('planned');
  });
});
