import { userText } from '../../designer/i18n/user-text.ts';
import { wordsIn } from '../../designer/i18n/words.ts';
import { ruleSentence } from '../../designer/rules/rule-sentence.ts';
import { slotRule } from '../../designer/rules/slot-rule.ts';
import { traceIn, valuesRead } from '../../designer/rules/trace-values.ts';
import { settingText } from '../../designer/workflows/setting-text.ts';
import { evaluate } from '../../domain/logic/evaluate.ts';
import { lookupSlot } from '../../domain/logic/slots.ts';
import { translator } from './messages.ts';

const status = { var: 'record.status' };
const score = { var: 'record.score' };

const cases: readonly (readonly [unknown, string, string])[] = [
  [{ '==': [status, 'hot'] }, 'Status is Hot', 'Status to Gorący'],
  [{ '!=': [status, 'junk'] }, 'Status is not Junk', 'Status to nie Śmieć'],
  [{ '==': [{ var: 'record.source' }, 'web'] }, 'Source is “web”', 'Źródło to „web”'],
  [{ '>=': [score, 50] }, 'Score is at least 50', 'Punkty wynosi co najmniej 50'],
  [{ '<': [50, score] }, 'Score is greater than 50', 'Punkty jest większe niż 50'],
  [{ '<=': [1, score, 10] }, 'Score is from 1 to 10', 'Punkty jest od 1 do 10'],
  [{ '==': [{ var: 'record.email' }, null] }, 'E-mail is empty', 'E-mail jest puste'],
  [{ in: [status, ['new', 'hot']] }, 'Status is one of New, Hot', 'Status to jedno z: Nowy, Gorący'],
  [
    { and: [{ '!!': { var: 'record.email' } }, { or: [{ '==': [status, 'hot'] }, { '>': [score, 9] }] }] },
    'E-mail has a value and (Status is Hot or Score is greater than 9)',
    'E-mail ma wartość i (Status to Gorący lub Punkty jest większe niż 9)',
  ],
  [{ changedTo: ['status', 'hot'] }, 'Status was changed to Hot', 'Zmieniono: Status na Gorący'],
  [
    { performed: [['email.opened', 'email.clicked'], { since: 'run' }] },
    'Opened a mail or clicked in a mail since the start of the run',
    'Otwarcie e-maila lub kliknięcie w e-mailu od początku przebiegu',
  ],
  [
    { performed: ['pricing.viewed', { within: 'P30D' }] },
    'Pricing.viewed in the last 30 days',
    'Pricing.viewed w ciągu ostatnich: 30 dni',
  ],
  [{ '>': [{ count: ['tasks'] }, 2] }, 'Number of Tasks is greater than 2', 'Liczba: Zadania jest większe niż 2'],
  [
    { reachable: ['email', 'newsletter'] },
    'Can be reached by E-mail about “newsletter”',
    'Można dotrzeć przez E-mail w temacie „newsletter”',
  ],
  [
    { some: [{ var: 'record.lines' }, { '>': [{ var: 'discountPercent' }, 10] }] },
    'One of Lines: Discount percent is greater than 10',
    'Jeden z: Pozycje: Discount percent jest większe niż 10',
  ],
  [
    { '<': [{ var: 'record.createdAt' }, { dateAdd: [{ var: 'now' }, '-P30D'] }] },
    'Created is less than 30 days before now',
    'Utworzono jest mniejsze niż teraz minus 30 dni',
  ],
  [{ map: [1, 2] }, '{"map":[1,2]}', '{"map":[1,2]}'],
  [{ a: 1, b: 2 }, '{"a":1,"b":2}', '{"a":1,"b":2}'],
  [true, 'Yes', 'Tak'],
];

describe('conditions in words', () => {
  test.each(cases)('%j', async (rule, english, polish) => {
    for (const [language, expected] of [
      ['en', english],
      ['pl', polish],
    ] as const) {
      const t = await translator(language);
      expect(ruleSentence(rule, { subject: 'lead', words: wordsIn(t), t })).toBe(expected);
    }
  });

  test('the values a rule read are listed once, parts that were not needed are left out', () => {
    const rule = { and: [{ '==': [status, 'hot'] }, { '>': [score, 10] }, { '!=': [status, 'junk'] }] };
    const { trace } = evaluate(rule, { record: { status: 'hot', score: 5 } }, { trace: true });
    const read = traceIn({ trace: JSON.parse(JSON.stringify(trace)) });
    expect(read && valuesRead(read)).toEqual([
      { path: 'record.status', value: 'hot' },
      { path: 'record.score', value: 5 },
    ]);
  });

  test.each([
    [{ performed: [['email.opened'], { since: 'run' }] }],
    [{ reachable: ['sms', 'offers'] }],
    [{ inSegment: 'vip' }],
    [{ count: ['tasks', { '==': [status, 'open'] }] }],
  ])('the key of a looked-up value reads as the rule it answers: %j', (rule) => {
    const [[operator, args] = ['', []]] = Object.entries(rule);
    const slot = lookupSlot(operator, Array.isArray(args) ? args : [args]);
    if (typeof slot === 'string') throw new Error(slot);
    expect(slotRule(slot.key)).toEqual(rule);
  });

  test('what is no key of a lookup is a path', () => {
    expect([slotRule('record.status'), slotRule('{"kind":"rates"}'), slotRule('{broken')]).toEqual([null, null, null]);
  });
});

describe('users in words', () => {
  test('references are said in the language, users by their names', async () => {
    const said = async (language: 'en' | 'pl', refs: unknown) =>
      userText(refs, { t: await translator(language), userName: (id) => (id === 'u1' ? 'Ewa Lis' : id) });
    expect(await said('en', [{ user: 'u1' }, { field: 'owner' }])).toBe('Ewa Lis, the owner');
    expect(await said('pl', { manager: 1 })).toBe('przełożony: właściciel');
    expect(await said('en', { manager: 1, of: { user: 'u1' } })).toBe('the manager of Ewa Lis');
    expect(await said('en', 'contact')).toBeNull();
    expect(await said('en', undefined)).toBeNull();
  });
});

describe('settings of steps in words', () => {
  const said = async (value: unknown, widget?: string) => {
    const t = await translator('en');
    return settingText(value, widget, { subject: 'lead', t, words: wordsIn(t), locale: 'en-GB' });
  };

  test.each([
    [{ '==': [status, 'hot'] }, 'rule', 'Status is Hot'],
    [{ business: 'PT4H' }, 'duration', '4 business hours'],
    [{ field: 'owner' }, 'user', 'the owner'],
    [['reached', 'not-reached'], 'branches', 'reached, not-reached'],
    [{ time: '09:00', days: [1, 5], zone: 'contact' }, 'at', '09:00 · Mon, Fri · Time zone of the person'],
    [
      [
        { id: 'a', percent: 30 },
        { id: 'warm', when: { '>': [score, 10] } },
      ],
      'branches',
      'A: 30 %\nWarm: Score is greater than 10',
    ],
    [{ status: 'hot', score: 7 }, 'values', 'Status: hot\nScore: 7'],
    ['Call {{record.firstName}}', 'text', 'Call ‹First name›'],
  ])('%j', async (value, widget, expected) => {
    expect(await said(value, widget)).toBe(expected);
  });
});
