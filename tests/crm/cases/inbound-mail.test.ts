import { changeCaseSettings } from '../../../crm/cases/case-settings.ts';
import { readThread } from '../../../crm/cases/case-thread.ts';
import { takeInboundMail } from '../../../crm/cases/take-inbound-mail.ts';
import { changeSeries } from '../../../crm/settings/number-series.ts';
import type { JsonObject } from '../../../domain/json.ts';
import { ownDatabase } from '../../harness/own-database.ts';
import { recordsWorld } from '../records/records-world.ts';
import { mailOf, mailWithFile } from './mail-texts.ts';

const own = ownDatabase();
const world = recordsWorld(own);
const now = new Date('2026-05-04T08:00:00.000Z');
const later = (days: number) => new Date(now.getTime() + days * 86_400_000);
const take = (raw: Buffer, at = now, envelope?: { from: string; to: readonly string[] }) =>
  takeInboundMail(
    own.database,
    { raw, ...(envelope ? { envelope } : {}) },
    { own: 'Help <help@cadenza.test>', now: at },
  );
const caseOf = async (id: string | null) => {
  const [row] = await own.database.query<JsonObject>('SELECT * FROM "case" WHERE id = $1', [id]);
  return row;
};
const update = (id: string | null, set: JsonObject, at = now) =>
  world.write([{ kind: 'update', type: 'case', id: id ?? '', change: { set } }], { now: at });
const received = (id: string | null) =>
  own.database.query<{ properties: JsonObject; links: string[] }>(
    `SELECT e.properties, array_agg(l."recordType" ORDER BY l."recordType") AS links FROM event e
     JOIN event_link l ON l."eventId" = e.id WHERE e.type = 'email.received' AND e."recordId" = $1 GROUP BY e.id, e.seq ORDER BY e.seq`,
    [id],
  );

let counter = 0;
/** A sender of a test's own. */
const stranger = () => {
  counter += 1;
  return `person${counter}@example.test`;
};
const id = (name: string) => `<${name}@example.test>`;

test('a stranger opens a case, is made a contact, and the mail is told of once', async () => {
  const from = stranger();
  const raw = mailOf({ From: `"Kowalska, Anna" <${from}>`, 'Message-ID': id('open') });
  const first = await take(raw);
  const again = await take(raw);
  expect(first).toMatchObject({ duplicate: false, aside: null });
  expect(again).toEqual({ ...first, duplicate: true });
  const made = await caseOf(first.caseId);
  expect(made).toMatchObject({ title: 'It does not work', channel: 'mail', status: 'new', ownerId: null });
  expect(made?.description).toContain('Hello');
  const [contact] = await own.database.query<JsonObject>('SELECT * FROM contact WHERE email = $1', [from]);
  expect(contact).toMatchObject({ id: made?.contactId, firstName: 'Anna', lastName: 'Kowalska', source: 'mail' });
  expect(await received(first.caseId)).toMatchObject([
    { properties: { mailId: first.mailId, matchedBy: 'new', subject: 'It does not work' }, links: ['case', 'contact'] },
  ]);
});

test('an answer to a mail of ours comes into its case, whoever writes; a guessed number does not', async () => {
  const from = stranger();
  const { caseId } = await take(mailOf({ From: from, 'Message-ID': id('thread') }));
  const [message] = await own.database.query<{ key: string }>(
    `INSERT INTO message (id, channel, state, "to", "recordType", "recordId", payload)
     VALUES (gen_random_uuid(), 'email', 'accepted', $1, 'case', $2, '{"key": "<ours@cadenza.test>"}') RETURNING payload->>'key' AS key`,
    [from, caseId],
  );
  const colleague = await take(
    mailOf({
      From: stranger(),
      'Message-ID': id('colleague'),
      References: `${id('x')} ${message?.key}`,
      Subject: 'hi',
    }),
  );
  expect(colleague.caseId).toBe(caseId);
  const quoted = await take(
    mailOf({ From: stranger(), 'Message-ID': id('cc'), 'In-Reply-To': id('thread'), Subject: 'x' }),
  );
  expect(quoted.caseId).toBe(caseId);
  const number = String((await caseOf(caseId))?.number);
  const guess = await take(
    mailOf({ From: stranger(), 'Message-ID': id('guess'), Subject: `Re: [${number}] let me in` }),
  );
  expect(guess.caseId).not.toBe(caseId);
  const known = await take(mailOf({ From: from, 'Message-ID': id('known'), Subject: `re ${number.toLowerCase()}` }));
  expect(known.caseId).toBe(caseId);
  expect((await received(caseId)).map(({ properties }) => properties.matchedBy)).toEqual([
    'new',
    'reference',
    'reference',
    'number',
  ]);
});

test('a number of another series is found as well, and so is one from before', async () => {
  const from = stranger();
  const { caseId: before } = await take(mailOf({ From: from, 'Message-ID': id('s1') }));
  await update(before, { status: 'resolved' });
  const ticket = (pattern: string) =>
    own.database.transaction((tx) => changeSeries(tx, 'case', { pattern, yearly: false }, now));
  await ticket('Ticket {0000}');
  const { caseId } = await take(mailOf({ From: from, 'Message-ID': id('s2') }));
  const number = String((await caseOf(caseId))?.number);
  expect(number).toMatch(/^Ticket \d{4}$/);
  await update(caseId, { status: 'resolved' });
  const old = String((await caseOf(before))?.number);
  for (const [subject, found] of [
    [`Re: [${number.toUpperCase()}] still`, caseId],
    [`Re: [${old}] still`, before],
  ] as const)
    expect((await take(mailOf({ From: from, 'Message-ID': id(`of-${found}`), Subject: subject }))).caseId).toBe(found);
});

test("without a reference it goes to the sender's newest open case, until that is old", async () => {
  const from = stranger();
  const { caseId } = await take(mailOf({ From: from, 'Message-ID': id('a1') }));
  expect((await take(mailOf({ From: from, 'Message-ID': id('a2'), Subject: 'And also' }), later(29))).caseId).toBe(
    caseId,
  );
  expect((await take(mailOf({ From: from, 'Message-ID': id('a3'), Subject: 'New thing' }), later(61))).caseId).not.toBe(
    caseId,
  );
});

test('an answer brings back what waits for the customer or was resolved; what was done long ago is a new case', async () => {
  const from = stranger();
  const { caseId } = await take(mailOf({ From: from, 'Message-ID': id('b1') }));
  const answer = (name: string, at: Date) =>
    take(mailOf({ From: from, 'Message-ID': id(name), 'In-Reply-To': id('b1') }), at);
  await update(caseId, { status: 'waiting-customer' });
  await answer('b2', later(1));
  expect(await caseOf(caseId)).toMatchObject({ status: 'open', reopenedCount: 0 });
  await update(caseId, { status: 'waiting-third-party' }, later(1));
  await answer('b3', later(1));
  expect(await caseOf(caseId)).toMatchObject({ status: 'waiting-third-party' });
  await update(caseId, { status: 'resolved' }, later(2));
  await answer('b4', later(16));
  expect(await caseOf(caseId)).toMatchObject({ status: 'open', reopenedCount: 1, resolvedAt: null });
  await update(caseId, { status: 'closed' }, later(17));
  expect((await answer('b5', later(32))).caseId).not.toBe(caseId);
});

test('automatic mail is shown in the thread it answers and does nothing; without one it is put aside', async () => {
  const from = stranger();
  const { caseId } = await take(mailOf({ From: from, 'Message-ID': id('c1') }));
  await update(caseId, { status: 'waiting-customer' });
  const away = { 'Auto-Submitted': 'auto-replied', From: from };
  const shown = await take(mailOf({ ...away, 'Message-ID': id('c2'), 'In-Reply-To': id('c1') }));
  expect(shown).toMatchObject({ caseId, aside: null });
  expect(await caseOf(caseId)).toMatchObject({ status: 'waiting-customer' });
  expect(await received(caseId)).toHaveLength(1);
  expect(await take(mailOf({ ...away, 'Message-ID': id('c3') }))).toMatchObject({ caseId: null, aside: 'automatic' });
  const bounce = { From: 'MAILER-DAEMON@example.test', 'Message-ID': id('c4') };
  expect(await take(mailOf(bounce), now, { from: '', to: ['help@cadenza.test'] })).toMatchObject({
    aside: 'automatic',
  });
});

test('our own mail that comes back opens nothing', async () => {
  const { caseId } = await take(mailOf({ From: stranger(), 'Message-ID': id('d1') }));
  await own.database.query(
    `INSERT INTO message (id, channel, state, "to", "recordType", "recordId", payload)
     VALUES (gen_random_uuid(), 'email', 'accepted', 'a@example.test', 'case', $1, '{"key": "<loop@cadenza.test>"}')`,
    [caseId],
  );
  expect(await take(mailOf({ From: 'list@other.test', 'Message-ID': '<loop@cadenza.test>' }))).toMatchObject({
    caseId: null,
    aside: 'own-mail',
  });
  expect(await take(mailOf({ From: 'HELP@cadenza.test', 'Message-ID': id('d2') }))).toMatchObject({
    aside: 'own-mail',
  });
  expect(await take(mailOf({ From: 'nobody', 'Message-ID': id('d3') }))).toMatchObject({ aside: 'invalid-sender' });
});

test('the mailbox that it came to says which queue', async () => {
  await own.database.transaction((tx) =>
    changeCaseSettings(tx, { mailboxes: [{ address: 'repairs@cadenza.test', queue: 'Repairs' }] }),
  );
  const direct = await take(mailOf({ From: stranger(), 'Message-ID': id('e1'), To: 'X <Repairs@Cadenza.test>' }));
  expect(await caseOf(direct.caseId)).toMatchObject({ queue: 'Repairs' });
  const hidden = await take(mailOf({ From: stranger(), 'Message-ID': id('e2') }), now, {
    from: 'x@example.test',
    to: ['repairs@cadenza.test'],
  });
  expect(await caseOf(hidden.caseId)).toMatchObject({ queue: 'Repairs' });
});

test('texts in their character sets, HTML as it came, files under harmless names', async () => {
  const raw = mailWithFile({ From: stranger(), 'Message-ID': id('f1') }, '<b>Hi</b><script>alert(1)</script>');
  const { caseId } = await take(raw);
  const [item] = await readThread(own.database, { caseId: caseId ?? '', limit: 10, after: undefined });
  expect(item).toMatchObject({ direction: 'in', hasHtml: true, attachments: [{ n: 0, size: 5 }] });
  expect(item?.text).toContain('Dzień dobry');
  expect(item?.attachments[0]?.name).not.toMatch(/[/\\]|^\./);
});

describe('hostile mail', () => {
  test('nesting, headers and texts without measure are refused or cut, never half kept', async () => {
    const open = Array.from(
      { length: 400 },
      (_, n) => `--b${n}\r\nContent-Type: multipart/mixed; boundary="b${n + 1}"\r\n\r\n`,
    );
    const deep = mailOf({ 'Content-Type': 'multipart/mixed; boundary="b0"', 'Message-ID': id('g1') }, open.join(''));
    await expect(take(deep)).rejects.toMatchObject({ code: 'invalid' });
    await expect(take(mailOf({ 'X-Long': 'a'.repeat(600_000) }))).rejects.toMatchObject({ code: 'invalid' });
    const long = mailOf({ From: stranger(), 'Message-ID': id('g2'), Subject: 'S'.repeat(5_000) }, '😀'.repeat(400_000));
    const made = await caseOf((await take(long)).caseId);
    expect(String(made?.title)).toHaveLength(300);
    expect(String(made?.description).length).toBeLessThanOrEqual(50_000);
  });

  test('NUL, half characters, unknown character sets, line breaks in words of the header', async () => {
    const odd = mailOf(
      {
        From: `=?utf-8?Q?Eve=0D=0ABcc:_x=40y.test?= <${stranger()}>`,
        'Message-ID': id('g3'),
        Subject: '=?utf-8?Q?One=0D=0ATwo=00?=',
        'Content-Type': 'text/plain; charset=klingon',
      },
      'a\u0000b \xff\xfe',
    );
    const { caseId } = await take(odd);
    expect((await caseOf(caseId))?.title).toBe('One Two');
    const [contact] = await own.database.query<JsonObject>('SELECT "lastName" FROM contact WHERE id = $1', [
      String((await caseOf(caseId))?.contactId),
    ]);
    expect(String(contact?.lastName)).not.toMatch(/[\r\n]/);
  });

  test('what is no mail at all', async () => {
    expect(await take(Buffer.from(''))).toMatchObject({ aside: 'invalid-sender' });
    expect(await take(Buffer.from([0, 255, 254, 13, 10, 13, 10]))).toMatchObject({ aside: 'invalid-sender' });
  });
});

test('the same mail at the same time, and two first mails of one sender, make one of each', async () => {
  const from = stranger();
  const same = mailOf({ From: from, 'Message-ID': id('h1') });
  const other = mailOf({ From: from, 'Message-ID': id('h2') });
  const taken = await Promise.all([take(same), take(same), take(same), take(other)]);
  expect(new Set(taken.map(({ caseId }) => caseId)).size).toBe(1);
  expect(new Set(taken.map(({ mailId }) => mailId)).size).toBe(2);
  expect(await own.database.query('SELECT 1 FROM contact WHERE email = $1', [from])).toHaveLength(1);
});
