import { describe, expect, test } from '@jest/globals';
import { slotLink } from '../../crm/approvals/approval-mail.ts';
import type { StoredApproval } from '../../crm/approvals/approval-row.ts';
import { createTokenSource } from '../../crm/tracking/token-source.ts';
import type { SlotTokenContent } from '../../crm/tracking/tokens.ts';
import type { JsonObject } from '../../domain/json.ts';
import { approvalsApi } from '../harness/approvals-api.ts';

const { world, user, of, act, publish, enter, path, visit, catchUp, mails } = approvalsApi();
let made = 0;

/** The page of whoever is asked by a slot, by its place; `changed` forges what the token says. */
async function pageOf(stored: StoredApproval, place = 0, changed: Partial<SlotTokenContent> = {}): Promise<string> {
  const slot = stored.standing.slots[place];
  const link = slotLink(stored, { slotId: slot?.id ?? '', personId: slot?.candidates[0] ?? '' });
  if (!link) throw new Error('there is no link');
  return `/a/${(await createTokenSource(world.db)()).makeSlot({ ...link, ...changed })}`;
}

/** Somebody is asked. @returns the approval, its page, and how it stands by then */
async function asked(config: JsonObject, place = 0) {
  made += 1;
  const key = `link-${made}`;
  await publish(key, config);
  const offer = await enter(key);
  const now = async () => {
    const [stored] = await of(offer.id);
    if (!stored) throw new Error('there is no approval');
    return stored;
  };
  const stored = await now();
  return { key, offer, stored, now, page: await pageOf(stored, place) };
}

/** Every row that has to do with approvals, records, events, runs and the audit, as one text. */
async function everything(): Promise<string> {
  const tables = [
    'approval',
    'approval_slot',
    'event',
    'audit_entry',
    'run',
    'run_position',
    'run_step',
    'message',
    'offer',
  ];
  const rows = [];
  for (const table of tables) rows.push(await world.db.query(`SELECT t::text AS row FROM "${table}" t ORDER BY 1`));
  return JSON.stringify(rows);
}
const form = 'decision=approve&comment=fine';

describe('the page behind the link in a mail', () => {
  test('is looked at by GET and HEAD, twenty at a time, and nothing changes; then it decides once', async () => {
    const ann = await user('Ann');
    const { page, key, now } = await asked({
      approvers: [{ user: ann.id }],
      bind: ['discountPercent'],
      deadline: 'P1D',
    });
    const before = await everything();
    const looks = await Promise.all([
      ...Array.from({ length: 20 }, () => visit('GET', page)),
      ...Array.from({ length: 5 }, () => visit('HEAD', page)),
    ]);
    expect(new Set(looks.map(({ status }) => status))).toEqual(new Set([200]));
    expect(looks[0]?.text).toContain('Offer of link-1');
    expect(looks[0]?.text).toContain('20');
    expect(await everything()).toBe(before);
    const posts = await Promise.all(Array.from({ length: 20 }, () => visit('POST', page, form)));
    expect(posts.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 19 }, () => 409)]);
    await catchUp();
    expect(await path(key)).toBe('decide>approved');
    expect((await now()).standing.slots).toMatchObject([{ actedBy: ann.id, decision: 'approve', comment: 'fine' }]);
    const after = await everything();
    const again = await visit('POST', page, 'decision=reject&comment=no');
    expect(again.status).toBe(409);
    for (const text of [again.text, (await visit('GET', page)).text]) {
      expect(text).toContain('Ann has decided (approved)');
      expect(text).not.toContain('<form');
    }
    expect(await everything()).toBe(after);
  });

  test('is nobody’s with a token that was not made here, for another person, slot or content', async () => {
    const [bob, eve] = [await user('Bob'), await user('Eve')];
    const { stored, page } = await asked({ approvers: [{ user: bob.id }], bind: ['discountPercent'] });
    const other = await asked({ approvers: [{ user: eve.id }] });
    const forged = [
      `${page.slice(0, -3)}AAA`,
      `${page}A`,
      '/a/nonsense',
      await pageOf(stored, 0, { personId: eve.id }),
      await pageOf(stored, 0, { slotId: other.stored.standing.slots[0]?.id ?? '' }),
      await pageOf(stored, 0, { boundHash: '0'.repeat(64) }),
    ];
    const before = await everything();
    for (const path of forged) {
      expect((await visit('GET', path)).status).toBe(404);
      expect((await visit('POST', path, form)).status).toBe(404);
    }
    expect(await everything()).toBe(before);
  });

  test('asks the contact of a record, takes answers that fit, once, and says so in the contact’s language', async () => {
    const contact = await world.create('contact', { lastName: 'Nowak', email: 'nowak@example.test', language: 'pl' });
    const fields = [
      { key: 'budget', kind: 'number' },
      { key: 'why', required: false },
    ];
    await publish('customer', { to: 'contact', fields, deadline: 'P1D' }, { type: 'ask' });
    const offer = await enter('customer', { contactId: contact.id });
    const [stored] = await of(offer.id);
    if (!stored) throw new Error('nobody is asked');
    expect((await mails()).filter(({ to }) => to === 'nowak@example.test')).toHaveLength(1);
    const page = await pageOf(stored);
    const seen = await visit('GET', page);
    expect(seen.text).toContain('name="answer.budget"');
    expect(seen.text).toContain('lang="pl"');
    expect((await visit('POST', page, 'answer.budget=lots')).status).toBe(422);
    const posts = await Promise.all([1, 2, 3].map((n) => visit('POST', page, `answer.budget=${n}2%2C5`)));
    expect(posts.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    await catchUp();
    expect(await path('customer')).toBe('decide>answered');
    const won = posts.findIndex(({ status }) => status === 200) + 1;
    expect((await of(offer.id))[0]?.answers).toEqual({ budget: won * 10 + 2.5 });
  });

  test('shows nothing that could be run', async () => {
    const cat = await user('Cat');
    const { page } = await asked({ approvers: [{ user: cat.id }], title: '<script>alert(1)</script>' });
    const { text, headers } = await visit('GET', page);
    expect(text).not.toContain('<script>');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('cache-control')).toBe('no-store');
  });
});

const fromNow = (ms: number) => new Date(world.now().getTime() + ms).toISOString();

describe('it works until the deadline as it is now', () => {
  test('where that was earlier when the mail was sent', async () => {
    const may = await user('May');
    const { stored } = await asked({ approvers: [{ user: may.id }], deadline: 'P1D' });
    const early = await pageOf(stored, 0, { expiresAt: fromNow(-60_000) });
    expect((await visit('GET', early)).text).toContain('<form');
    expect((await visit('POST', early, form)).status).toBe(200);
  });

  test('and on where it has passed with nobody to escalate to, as they can still decide', async () => {
    const ned = await user('Ned');
    const { stored } = await asked({ approvers: [{ user: ned.id }], deadline: 'P1D', onDeadline: 'escalate' });
    await world.db.query('UPDATE approval SET deadline = NULL WHERE id = $1', [stored.id]);
    expect((await visit('POST', await pageOf(stored, 0, { expiresAt: fromNow(-60_000) }), form)).status).toBe(200);
  });
});

describe('it says why it does not work any more', () => {
  const refused = async (page: string, why: string | RegExp) => {
    const before = await everything();
    for (const [method, status] of [
      ['GET', 200],
      ['POST', 409],
    ] as const) {
      const answer = await visit(method, page, method === 'POST' ? form : undefined);
      expect([answer.status, answer.text]).toEqual([status, expect.stringMatching(why)]);
      expect(answer.text).not.toContain('<form');
    }
    expect(await everything()).toBe(before);
  };

  test('when its time is over', async () => {
    const dan = await user('Dan');
    const { stored } = await asked({ approvers: [{ user: dan.id }] });
    const past = await pageOf(stored, 0, { expiresAt: fromNow(-60_000) });
    await refused(past, 'The time for it ended on');
  });

  test('when the deadline as it is now has passed, also where it was later when the mail was sent', async () => {
    const lia = await user('Lia');
    const { stored, page } = await asked({ approvers: [{ user: lia.id }], deadline: 'P1D' });
    await world.db.query('UPDATE approval SET deadline = $2 WHERE id = $1', [stored.id, fromNow(-60_000)]);
    await refused(page, 'The time for it ended on');
  });

  test('when it was passed on, to whom', async () => {
    const [eva, fay] = [await user('Eva'), await user('Fay')];
    const { stored, page } = await asked({ approvers: [{ user: eva.id }] });
    await act(stored.id, eva, { kind: 'move', to: fay.id, reason: 'delegated' });
    await refused(page, 'It was passed on to Fay');
  });

  test('when what it is about has changed, and what; also before that is dispatched', async () => {
    const gil = await user('Gil');
    const { offer, page, now } = await asked({ approvers: [{ user: gil.id }], bind: ['discountPercent'] });
    await world.change('offer', offer.id, { discountPercent: 25 });
    const early = await visit('GET', page);
    expect(early.text).toContain('this request is void');
    expect(early.text).not.toContain('<form');
    await world.settle();
    await refused(page, /this request is void[\s\S]*20[\s\S]*25/);
    expect((await now()).standing.state).toBe('voided');
  });

  test('when it was taken back, when others have decided, and while it is not one’s turn', async () => {
    const [hal, ida] = [await user('Hal'), await user('Ida')];
    const both = [{ user: hal.id }, { user: ida.id }];
    const recalled = await asked({ approvers: both });
    await act(recalled.stored.id, hal, { kind: 'recall' });
    await refused(recalled.page, 'The request was taken back');
    const any = await asked({ approvers: both, mode: 'any' }, 1);
    await act(any.stored.id, hal, { kind: 'decide', decision: 'approve' });
    await refused(any.page, /Hal has decided \(approved\)/);
    const turns = await asked({ approvers: both, mode: 'sequential' }, 1);
    await refused(turns.page, 'It is not your turn yet');
    await act(turns.stored.id, hal, { kind: 'decide', decision: 'approve' });
    expect((await visit('POST', turns.page, form)).status).toBe(200);
  });

  test('when the person has left', async () => {
    const jan = await user('Jan');
    const { page } = await asked({ approvers: [{ user: jan.id }] });
    await world.db.query('UPDATE "user" SET active = false WHERE id = $1', [jan.id]);
    await refused(page, 'The time for it ended on');
  });

  test('in the reader’s language, also what is missing', async () => {
    const ola = await user('Ola', { language: 'pl' });
    await user('Nia', { roles: ['board'] });
    const { page } = await asked({ approvers: [{ user: ola.id }, { role: 'board' }], bind: ['discountPercent'] });
    const { text } = await visit('GET', page);
    expect(text).toContain('rola board');
    expect(text).toContain('<th scope="row">Rabat</th>');
    expect((await visit('POST', page, 'decision=reject&comment=')).text).toContain('potrzebny jest komentarz');
  });

  test('a decision that needs a comment asks for it and is not used up', async () => {
    const kim = await user('Kim');
    const { page } = await asked({ approvers: [{ user: kim.id }] });
    const answer = await visit('POST', page, 'decision=reject&comment=');
    expect([answer.status, answer.text]).toEqual([422, expect.stringContaining('Say why')]);
    expect((await visit('POST', page, 'decision=reject&comment=too+much')).status).toBe(200);
  });
});
