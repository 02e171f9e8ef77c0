import { Webhook } from 'standardwebhooks';
import { composeEmail } from '../../activities/delivery/compose-email.ts';
import { createCapture, createSender } from '../../activities/delivery/sender.ts';
import { createDelivery } from '../../activities/delivery.ts';
import { parseSmtpUrl } from '../../channels/email/smtp-settings.ts';
import { type ReceivedMail, startLocalSmtp } from '../../channels/local/smtp-server.ts';
import { providers } from '../../channels/registry.ts';
import { inboundMailSecret } from '../../crm/cases/inbound-secret.ts';
import { createTokens } from '../../crm/tracking/tokens.ts';
import { deliverDue } from '../../worker/deliver-due.ts';
import { mailOf, mailWithFile } from '../crm/cases/mail-texts.ts';
import { testApi } from '../harness/test-api.ts';

const api = testApi();
const mails: ReceivedMail[] = [];
let smtp: Awaited<ReturnType<typeof startLocalSmtp>>;
let provider: ReturnType<typeof providers.smtp.create>;
beforeAll(async () => {
  smtp = await startLocalSmtp({ onMail: (mail) => void mails.push(mail) });
  const parsed = parseSmtpUrl(smtp.url);
  if (!('settings' in parsed)) throw new Error(parsed.problem);
  provider = providers.smtp.create(parsed.settings);
});
afterAll(async () => {
  await provider.close();
  await smtp.close();
});

type Inbound = { mailId: string; caseId: string; duplicate: boolean; aside: string | null };
type Item = {
  direction: string;
  id: string;
  text: string;
  from: string;
  state: string | null;
  authorId: string | null;
};

/** Hands in a mail as a mail server does. */
async function handIn(raw: Buffer, { secret, id = 'm1' }: { secret?: string; id?: string } = {}) {
  const at = new Date();
  const signature = new Webhook(secret ?? (await inboundMailSecret(api.database))).sign(id, at, raw.toString('latin1'));
  const response = await fetch(`${api.url}/providers/mail/inbound`, {
    method: 'POST',
    headers: {
      'content-type': 'message/rfc822',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': signature,
    },
    body: new Uint8Array(raw),
  });
  return { status: response.status, body: (await response.json()) as Inbound };
}

const threadOf = async (caseId: string) =>
  ((await api.call('GET', `/api/cases/${caseId}/thread`)).body as { items: Item[] }).items;
const caseOf = async (caseId: string) =>
  (await api.call('GET', `/api/records/case/${caseId}`)).body as Record<string, unknown>;

/** One worker's turn. */
function deliver(): Promise<number> {
  const compose = composeEmail({ tokens: createTokens('secret'), publicUrl: 'http://localhost:3000' });
  const email = createSender({ provider, compose, parallel: 2 });
  const senders = { email, sms: createCapture(), webhook: createCapture() };
  const clock = () => new Date();
  return deliverDue({ db: api.database, delivery: createDelivery({ senders, db: api.database, clock }), clock });
}

test('a mail that is handed in signed opens a case; again it is the same, unsigned it is nothing', async () => {
  const raw = mailOf({ From: 'ann@example.test', 'Message-ID': '<api-1@example.test>' });
  const first = await handIn(raw);
  expect(first).toMatchObject({ status: 202, body: { duplicate: false } });
  expect(await handIn(raw)).toEqual({ status: 202, body: { ...first.body, duplicate: true } });
  const forged = await handIn(mailOf({ 'Message-ID': '<api-2@example.test>' }), { secret: 'whsec_AAAAAAAA' });
  expect(forged).toMatchObject({ status: 403, body: { code: 'bad-signature' } });
});

test('the secret of handed in mail is told once, when it is made, and the one before it is worth nothing', async () => {
  const raw = mailOf({ From: 'ann@example.test', 'Message-ID': '<api-renewed@example.test>' });
  const url = 'http://localhost:3000/providers/mail/inbound';
  const before = await inboundMailSecret(api.database);
  expect((await api.call('GET', '/api/case-settings/inbound')).body).toEqual({ url });
  const renewed = (await api.call('POST', '/api/case-settings/inbound/secret')).body as { secret: string };
  expect((await handIn(mailOf({}), { secret: before })).status).toBe(403);
  expect((await handIn(raw, { secret: renewed.secret })).status).toBe(202);
});

test('an answer holds the thread together from side to side, and is the first response', async () => {
  const first = '<side-1@example.test>';
  const { body } = await handIn(mailOf({ From: 'Bo <bo@example.test>', 'Message-ID': first, Subject: 'Odp: Door' }));
  const { caseId } = body;
  mails.length = 0;
  const path = `/api/cases/${caseId}/replies`;
  const headers = { 'idempotency-key': 'reply-1' };
  const wish = { json: { body: 'Turn it off\nand on again.', status: 'waiting-customer' }, headers };
  const [sent, again] = [await api.call('POST', path, wish), await api.call('POST', path, wish)];
  expect([sent.status, again.body]).toEqual([201, sent.body]);
  const record = await caseOf(caseId);
  expect(record).toMatchObject({ status: 'waiting-customer', firstResponseAt: expect.any(String) });
  expect(await deliver()).toBe(1);
  const letter = mails[0]?.raw.toString() ?? '';
  expect(mails[0]?.to).toEqual(['bo@example.test']);
  expect(letter).toContain(`Subject: Re: [${record.number}] Door`);
  expect(letter).toContain(`In-Reply-To: ${first}`);
  expect(letter).toContain(`References: ${first}`);
  expect(letter).not.toContain('Auto-Submitted');
  expect(letter).toContain('and on again.');
  const ours = /^Message-I[Dd]: (<\S+>)/m.exec(letter)?.[1] ?? '';

  const answer = { From: 'secretary@example.test', 'Message-ID': '<side-2@example.test>', 'In-Reply-To': ours };
  expect((await handIn(mailOf({ ...answer, Subject: 'Thanks' }, 'It works now.\r\n'))).body.caseId).toBe(caseId);
  expect(await caseOf(caseId)).toMatchObject({ status: 'open', firstResponseAt: record.firstResponseAt });
  const thread = await threadOf(caseId);
  expect(thread.map(({ direction, state }) => [direction, state])).toEqual([
    ['in', null],
    ['out', 'accepted'],
    ['in', null],
  ]);
  expect(thread[1]?.authorId).not.toBeNull();

  await api.call('POST', path, { json: { body: 'Good.' } });
  await deliver();
  const last = mails.at(-1)?.raw.toString() ?? '';
  expect(mails.at(-1)?.to).toEqual(['secretary@example.test']);
  expect(last).toContain('In-Reply-To: <side-2@example.test>');
  expect(last.replace(/\r\n\s+/g, ' ')).toContain(`References: ${first} ${ours} <side-2@example.test>`);
  expect((await caseOf(caseId)).firstResponseAt).toBe(record.firstResponseAt);
  const timeline = await api.call('GET', `/api/records/case/${caseId}/timeline`);
  expect(timeline.text).toContain('case.replied');
});

test('answers come from the mailbox of the queue, and nobody is answered where there is nobody', async () => {
  const settings = { mailboxes: [{ address: 'Repairs@cadenza.test', queue: 'Repairs' }] };
  const changed = await api.call('PUT', '/api/case-settings', { json: settings });
  expect(changed.body).toMatchObject({ mailboxes: [{ address: 'repairs@cadenza.test' }], threadDays: 30 });
  const { body } = await handIn(
    mailOf({ From: 'c@example.test', To: 'repairs@cadenza.test', 'Message-ID': '<q@example.test>' }),
  );
  mails.length = 0;
  await api.call('POST', `/api/cases/${body.caseId}/replies`, { json: { body: 'Yes.' } });
  await deliver();
  expect(mails[0]?.from).toBe('repairs@cadenza.test');
  const bare = await api.call('POST', '/api/records/case', { json: { title: 'By phone' } });
  const answer = await api.call('POST', `/api/cases/${(bare.body as { id: string }).id}/replies`, {
    json: { body: 'x' },
  });
  expect([answer.status, (answer.body as { issues: { path: string }[] }).issues[0]?.path]).toEqual([422, '/to']);
  expect((await caseOf((bare.body as { id: string }).id)).firstResponseAt).toBeNull();
});

test('a mail from outside is shown harmless, its files are saved and not shown, both to whom may read the case', async () => {
  const html =
    '<p onclick="x()">Hi</p><script>alert(1)</script><img src="https://spy.test/p.gif"><form action="/api"></form>';
  const { body } = await handIn(mailWithFile({ From: 'd@example.test', 'Message-ID': '<h@example.test>' }, html));
  const at = `/api/cases/${body.caseId}/mails/${body.mailId}`;
  const page = await api.call('GET', `${at}/preview`);
  expect(page.text).not.toMatch(/script>|onclick|<form/);
  expect(page.headers.get('content-security-policy')).toMatch(/img-src data:;.*sandbox/);
  const file = await api.call('GET', `${at}/attachments/0`);
  expect([file.text, file.headers.get('content-type'), file.headers.get('x-content-type-options')]).toEqual([
    'hello',
    'application/octet-stream',
    'nosniff',
  ]);
  expect(file.headers.get('content-disposition')).toMatch(/^attachment; filename\*=UTF-8''[^/\\]+$/);
  expect((await api.call('GET', `${at}/attachments/7`)).status).toBe(404);
  const other = `/api/cases/${(await handIn(mailOf({ From: 'e@example.test', 'Message-ID': '<o@example.test>' }))).body.caseId}`;
  expect((await api.call('GET', `${other}/mails/${body.mailId}/preview`)).status).toBe(404);
  const nobody = await api.keyOf();
  expect((await api.call('GET', `${at}/preview`, { key: nobody })).status).toBe(403);
  const viewer = await api.keyOf('viewer');
  expect(
    (await api.call('POST', `/api/cases/${body.caseId}/replies`, { json: { body: 'x' }, key: viewer })).status,
  ).toBe(403);
  expect((await api.call('GET', '/api/case-settings/inbound', { key: viewer })).status).toBe(403);
});
