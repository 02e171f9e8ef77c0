import { testJudges } from './search-judge.ts';

const judgeOf = testJudges('deal', 'contact');
const judge = () => judgeOf('deal');

const v = (path: string) => ({ var: path });
const open = { '==': [v('record.status'), 'open'] };

const rules: { readonly [operator: string]: readonly unknown[] } = {
  count: [
    ...[0, 1, 2].map((n) => ({ '>': [{ count: ['tasks'] }, n] })),
    { '==': [{ count: ['tasks', open] }, 1] },
    { count: ['account'] },
    { '!': { count: ['tasks', { or: [open, { '!': v('record.title') }] }] } },
    { '>': [{ count: ['tasks', { '<': [v('record.dueAt'), v('now')] }] }, 0] },
    { '>': [{ count: ['tasks', { '>': [{ daysSince: v('record.dueAt') }, 20] }] }, 0] },
    { '>': [{ count: ['tasks', { contains: [v('record.cText'), 'AC'] }] }, 0] },
    { '>': [{ count: ['tasks', { '<=': [v('record.cNumber'), 1] }] }, 0] },
    { '>': [{ count: ['offers', { some: [v('record.lines'), { '>': [v('quantity'), 1] }] }] }, 0] },
    { '<': [{ count: ['tasks'] }, v('record.version')] },
  ],
  sum: [
    ...[-1, 0, 100].map((n) => ({ '>': [{ sum: ['offers', 'total'] }, n] })),
    { '==': [{ sum: ['offers', 'total'] }, 0] },
    { '==': [{ sum: ['offers', 'total', { '>': [v('record.discountPercent'), 40] }] }, -250] },
    { '>=': [{ sum: ['tasks', 'cInteger'] }, 18] },
    { '>': [{ sum: ['tasks', { var: 'record.cPercent' }, open] }, 12] },
  ],
  some: [
    { some: ['tasks'] },
    { '!': { some: ['tasks', open] } },
    { some: ['tasks', { '!=': [v('record.status'), 'open'] }] },
    { some: ['account', { '==': [v('record.industry'), 'it'] }] },
    { some: ['tasks', { in: ['vip', v('record.tags')] }] },
    { and: [{ some: ['offers'] }, { '>': [v('record.amount'), 100] }] },
  ],
  performed: [
    { performed: 'page.viewed' },
    { '!': { performed: [['page.viewed', 'email.opened']] } },
    { performed: ['email.opened', { bots: true }] },
    ...['P1D', 'PT36H', 'P1W', 'P1M'].map((within) => ({ performed: [['page.viewed', 'email.opened'], { within }] })),
    { performed: [['page.viewed', 'email.opened', 'plan.bought'], { count: 2 }] },
    { performed: [['page.viewed', 'email.opened', 'plan.bought'], { count: 3, within: 'P20D', bots: true }] },
    { performed: ['plan.bought', { where: { '===': [v('event.properties.plan'), 'pro'] } }] },
    { performed: [['plan.bought', 'page.viewed'], { where: { '==': [v('event.type'), 'page.viewed'] } }] },
    {
      performed: [
        ['plan.bought', 'page.viewed'],
        {
          where: { and: [{ '!!': v('event.properties.path') }, { '>': [v('event.at'), '2026-03-01T00:00:00.000Z'] }] },
        },
      ],
    },
    { performed: ['never.done', { where: true }] },
    { performed: ['record.updated'] },
    { performed: [['record.updated', 'page.viewed'], { count: 3, within: 'P20D' }] },
    { performed: ['record.updated', { where: { '===': [v('event.properties.stage'), 'won'] } }] },
  ],
  reachable: ['email', 'sms', 'pigeon'].flatMap((channel) => [
    { reachable: channel },
    ...['newsletter', 'offers', 'service'].flatMap((topic) => [
      { reachable: [channel, topic] },
      { '!': { reachable: [channel, topic] } },
    ]),
  ]),
  inCurrency: [
    ...[-63, 0, 37, 150].flatMap((n) => [
      { '>': [{ inCurrency: [v('record.amount'), 'EUR'] }, n] },
      { '==': [{ inCurrency: [v('record.amount'), 'EUR'] }, n] },
    ]),
    { '!': { inCurrency: [v('record.amount'), 'PLN'] } },
    { '>': [{ inCurrency: [v('related.account.annualRevenue'), 'JPY'] }, 1000] },
  ],
};

test.each(Object.entries(rules))('%s: SQL and memory agree', async (_, list) => {
  const found = await judge().bySql(list);
  for (const [n, rule] of list.entries())
    expect({ rule, true: found[n] }).toEqual({ rule, true: await judge().inMemory(rule) });
  expect(found.flat()).toContain(true);
  expect(found.flat()).toContain(false);
});

test('leads: the person is the record itself', async () => {
  const contacts = judgeOf('contact');
  const list = [
    { reachable: ['email', 'newsletter'] },
    { performed: ['page.viewed', { within: 'P10D' }] },
    { '==': [v('contact.email'), 'ann@example.test'] },
    { '!!': v('contact') },
    { '!': v('owner') },
    { '!!': v('related.account') },
    { '==': [v('related.account'), null] },
    { isEmpty: v('related.account') },
    { '==': [v('record.type'), 'contact'] },
    { '!=': [v('related.account.type'), 'account'] },
    v('record'),
  ];
  const found = await contacts.bySql(list);
  for (const [n, rule] of list.entries())
    expect({ rule, true: found[n] }).toEqual({ rule, true: await contacts.inMemory(rule) });
});
