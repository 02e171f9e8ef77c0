import { Problem } from '../../designer/api/problem.ts';
import { problemText } from '../../designer/elements/problem-text.ts';
import { choiceName, humanise, wordsIn } from '../../designer/i18n/words.ts';
import { approvalStates } from '../../domain/approvals/approval.ts';
import { definitionSchema } from '../../domain/definition/schema.ts';
import { refusalReasons } from '../../domain/enrollment/decide-enrollment.ts';
import { errorCatalogue } from '../../domain/errors.ts';
import { systemEventPrefix } from '../../domain/events/event-name.ts';
import { envelopeFields } from '../../domain/records/field.ts';
import { recordTypes } from '../../domain/records/record-types.ts';
import { reasons } from '../../domain/sending/reasons.ts';
import { stepTypes } from '../../domain/steps/registry.ts';
import { dateReached } from '../../domain/triggers/date.ts';
import { issuesOf } from '../domain/definition/definitions.ts';
import { invalidDefinitions } from '../domain/definition/invalid-definitions.ts';
import { libraryDefinitions, type Messages, messagesOf, sourcesBelow, translator } from './messages.ts';

const en = messagesOf('en');
const pl = messagesOf('pl');
const catalogue = messagesOf('polishOfDomain');
const designer = sourcesBelow('designer');
const domain = sourcesBelow('domain');

const plural = /_(zero|one|two|few|many|other)$/;
const bases = (messages: Messages) => [...new Set(Object.keys(messages).map((key) => key.replace(plural, '')))].sort();
const pluralBases = (messages: Messages) =>
  new Set(
    Object.keys(messages)
      .filter((key) => plural.test(key))
      .map((key) => key.replace(plural, '')),
  );
const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();

/** Names, forms and abbreviations that Polish has as they are. */
const sameInBoth = [
  'builder.operatorLabel',
  'builder.segment',
  'calendars.region',
  'channel.email',
  'channel.sms',
  'channel.webhook',
  'clock.minutes',
  'documents.html',
  'facts.id',
  'frame.home',
  'problems.count_one',
  'role.admin',
  'role.marketing',
  'sales.hash',
  'settings.userEmail',
  'signIn.email',
  'user.menu',
  'workflow.tab.json',
];
const sameWords = [
  'Cron',
  'E-mail',
  'Id',
  'Lead',
  'MAL',
  'MQL',
  'Marketing',
  'Portal',
  'SKU',
  'SMS',
  'Status',
  'Webhook',
];

describe('message catalogues', () => {
  test('both languages have the same messages', () => {
    expect(bases(pl)).toEqual(bases(en));
    expect(pluralBases(pl)).toEqual(pluralBases(en));
  });

  test.each([
    ['en', en],
    ['pl', pl],
  ] as const)('counted messages of %s have every plural form of the language', (language, messages) => {
    const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    for (const base of pluralBases(messages)) {
      expect(
        Object.keys(messages)
          .filter((key) => key.replace(plural, '') === base && plural.test(key))
          .sort(),
      ).toEqual(categories.map((category) => `${base}_${category}`).sort());
    }
  });

  test('translations have the places of the English', () => {
    for (const [key, text] of Object.entries(pl)) {
      const english = en[key] ?? en[`${key.replace(plural, '')}_other`] ?? '';
      expect({ key, holes: holes(text) }).toEqual({ key, holes: holes(english) });
    }
  });

  test('nothing is left in English in Polish but what is called the same in both', () => {
    const untranslated = Object.entries(pl).filter(
      ([key, text]) => /\p{L}{2}/u.test(text.replaceAll(/\{\{\w+\}\}/g, '')) && text === en[key],
    );
    expect(untranslated.map(([key]) => key).sort()).toEqual(sameInBoth);
    const words = Object.entries(catalogue).flatMap(([key, text]) => (key === `label.${text}` ? [text] : []));
    expect(words.sort()).toEqual(sameWords);
  });

  test('no message is empty', () => {
    expect(
      [...Object.entries(en), ...Object.entries(pl), ...Object.entries(catalogue)].filter(
        ([, text]) => text.trim() === '',
      ),
    ).toEqual([]);
  });

  test('every message that the app names is there, and every one there is named', () => {
    const text = designer.join('\n');
    const named = new Set([...text.matchAll(/\bt\(\s*'([^']+)'/g)].map(([, key = '']) => key));
    expect([...named].filter((key) => !bases(en).includes(key))).toEqual([]);
    const quoted = new Set([...text.matchAll(/'([\w.-]+)'/g)].map(([, key = '']) => key));
    const prefixes = [...text.matchAll(/`([\w.]+\.)\$\{/g)].map(([, prefix = '']) => prefix);
    const fromDomain = (key: string) => key.startsWith('duration.') || key.startsWith('sentence.');
    expect(
      bases(en).filter(
        (key) => !quoted.has(key) && !fromDomain(key) && !prefixes.some((prefix) => key.startsWith(prefix)),
      ),
    ).toEqual([]);
  });
});

/** What is named in the sources as a type of an event of the product, or made of what happens to approvals and messages. */
function productEvents(): readonly string[] {
  const sources = [...domain, ...sourcesBelow('crm')].join('\n');
  const written = [...sources.matchAll(/\btype(?:: string)?: '([a-z]+\.[a-z-]+)'/g)].map(([, name = '']) => name);
  const ends = approvalStates.filter((state) => state !== 'open');
  const approvals = ['requested', 'decided', 'answered', 'escalated', 'moved', ...ends];
  return [
    ...written.filter((name) => systemEventPrefix(name) !== undefined),
    ...approvals.map((what) => `approval.${what}`),
    ...['delivered', 'opened', 'clicked', 'bounced'].map((what) => `email.${what}`),
    ...['delivered', 'clicked', 'bounced'].map((what) => `sms.${what}`),
    ...['granted', 'withdrawn'].map((what) => `consent.${what}`),
    ...['added', 'removed'].map((what) => `suppression.${what}`),
    ...['warning', 'breached', 'met'].map((what) => `sla.${what}`),
    ...['accepted', 'declined'].map((what) => `offer.${what}`),
    'message.unsubscribed',
    dateReached,
  ];
}

test('every event of the product has a name in both languages', () => {
  const events = [...new Set(productEvents())];
  expect(events).toEqual(expect.arrayContaining(['task.overdue', 'case.replied', 'offer.sent', 'email.received']));
  expect(events.filter((name) => !en[`event.${name}`] || !pl[`event.${name}`])).toEqual([]);
});

/** Every English word of the domain that the app shows. */
function domainWords(): readonly string[] {
  const types = Object.values(recordTypes);
  const fields = [...envelopeFields, ...types.flatMap((type) => type.fields)];
  const source = domain.join('\n');
  const found = (pattern: RegExp) => [...source.matchAll(pattern)].map(([, word = '']) => word);
  const choices = found(/\bword\s*\.choice\(\s*'[^']+',\s*\[([^\]]+)\]/g).flatMap((list) =>
    [...list.matchAll(/'([a-z-]+)'/g)].map(([, value = '']) => choiceName(value)),
  );
  return [
    ...choices,
    ...types.flatMap((type) => [type.label, type.plural, ...type.relations.map((relation) => relation.label)]),
    ...fields.map((field) => field.label),
    ...fields.flatMap((field) => (field.options ?? []).map(choiceName)),
    ...Object.values(stepTypes).map((type) => type.title),
    ...Object.values(reasons).map((reason) => reason.title),
    ...Object.values(errorCatalogue).map((error) => error.title),
    ...Object.values(refusalReasons),
    ...found(/id: '[a-z-]+', label: '([^']+)'/g),
    ...found(/\bword\.\w+\(\s*'([^']+)'/g),
    ...found(/\bmeta\('[\w-]+', '([^']+)'/g),
  ];
}

describe('words of the domain', () => {
  test('all are there in Polish', () => {
    const missing = [...new Set(domainWords())].filter((word) => catalogue[`label.${word}`] === undefined);
    expect(missing).toEqual([]);
  });

  test('all sentences of steps are there in Polish, with the same places', () => {
    const sentences = [...domain.join('\n').matchAll(/\bsentence\(\s*'([\w.-]+)',\s*'([^']*)'/g)];
    expect(sentences.length).toBeGreaterThan(30);
    for (const [, key = '', english = ''] of sentences) {
      const text = catalogue[`sentence.${key}`] ?? pl[`sentence.${key}`];
      const places = [...english.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
      expect({ key, holes: text === undefined ? null : holes(text) }).toEqual({ key, holes: places });
    }
  });

  test('nothing in Polish is of no use', () => {
    const text = `${domain.join('\n')}\n${designer.join('\n')}`;
    const words = new Set(domainWords());
    const used = (word: string) => words.has(word) || text.includes(`'${word}'`) || words.has(humanise(word));
    expect(
      Object.keys(catalogue).filter((key) => key.startsWith('label.') && !used(key.slice('label.'.length))),
    ).toEqual([]);
  });
});

describe('the library', () => {
  const items = libraryDefinitions().map((definition) => definitionSchema.parse(definition));

  test('has all its names and descriptions in Polish, and no others', () => {
    const wanted = items.flatMap(({ key }) => [`library.${key}.name`, `library.${key}.description`]);
    expect(
      Object.keys(catalogue)
        .filter((key) => key.startsWith('library.'))
        .sort(),
    ).toEqual(wanted.sort());
  });

  test('reads Polish in Polish, and is called what its definitions say in English', async () => {
    const [pl, en] = await Promise.all([translator('pl'), translator('en')]);
    for (const { key, name, description = '' } of items) {
      expect(wordsIn(en).libraryItem({ key, name, description })).toEqual({ key, name, description });
      expect(wordsIn(pl).libraryItem({ key, name, description }).name).toBe(catalogue[`library.${key}.name`]);
    }
  });
});

/** The forms in which the domain says what is wrong; each names a code. */
const issueForms = [
  /severity: '(?:error|warning)',\s*code: '([a-z-]+)'/g,
  /\b(?:problem|issue)\(\s*(?:'(?:error|warning)',\s*)?'([a-z-]+)'/g,
  /\berror\(\s*'([a-z-]+)'/g,
  /\breportError\(\s*context,\s*'([a-z-]+)'/g,
  /\brefuse\(\s*(?:context|walk, \w+),\s*'([a-z-]+)'/g,
  /\b(?:refused|issueAt)\(\s*(?:\w+, )?'([a-z-]+)'/g,
  /\bwrong\(\s*issues,\s*[^,]+,\s*'([a-z-]+)'/g,
];

describe('issues', () => {
  const definitionIssues = invalidDefinitions.flatMap(({ definition }) => issuesOf(definition));
  const source = [...domain, ...sourcesBelow('crm'), ...sourcesBelow('api')].join('\n');
  const codes = new Set([
    ...issueForms.flatMap((form) => [...source.matchAll(form)].map(([, code = '']) => code)),
    ...[...source.matchAll(/(?:keyWord|checkKnown)\(\s*'(\w+)'/g)].map(([, what]) => `unknown-${what}`),
    ...definitionIssues.map(({ code }) => code),
  ]);

  test('all are there in Polish', () => {
    expect(codes.size).toBeGreaterThan(70);
    expect([...codes].filter((code) => catalogue[`issue.${code}`] === undefined)).toEqual([]);
  });

  test('none in Polish is of no use', () => {
    const told = Object.keys(catalogue).filter((key) => key.startsWith('issue.'));
    const known = (code: string) => codes.has(code) || source.includes(`'${code}'`);
    expect(told.filter((key) => !known(key.slice('issue.'.length)))).toEqual([]);
  });

  test('name in Polish only what the issue names', () => {
    for (const { code, params } of definitionIssues) {
      const missing = holes(catalogue[`issue.${code}`] ?? '').filter((hole) => params?.[hole ?? ''] === undefined);
      expect({ code, missing }).toEqual({ code, missing: [] });
    }
  });

  test('are told of forms: the first value that was refused, else the kind of problem', async () => {
    const [pl, en] = (await Promise.all([translator('pl'), translator('en')])).map((t) => wordsIn(t));
    if (!pl || !en) throw new Error('no words');
    const issue = { severity: 'error', code: 'invalid-email', path: '/email', message: 'Not an address.' } as const;
    const refused = new Problem({ status: 422, code: 'invalid', title: errorCatalogue.invalid.title, issues: [issue] });
    expect([problemText(refused, en), problemText(refused, pl)]).toEqual([
      'Not an address.',
      'To nie jest adres e-mail.',
    ]);
    const conflict = new Problem({
      status: 409,
      code: 'conflict',
      title: errorCatalogue.conflict.title,
      detail: 'Built-in roles cannot be changed.',
    });
    expect(problemText(conflict, en)).toBe('Built-in roles cannot be changed.');
    expect(problemText(conflict, pl)).toBe(catalogue[`label.${errorCatalogue.conflict.title}`]);
  });

  test('are told in the language of the app, and in English where it has no words for them', async () => {
    const [pl, en] = await Promise.all([translator('pl'), translator('en')]);
    const issue = { code: 'unknown-template', message: 'There is no template "x".', params: { key: 'x' } };
    expect(wordsIn(pl).issue(issue)).toBe('Nie ma szablonu „x”.');
    expect(wordsIn(en).issue(issue)).toBe('There is no template "x".');
    expect(wordsIn(pl).issue({ code: 'never-heard-of', message: 'Odd {{thing}}.' })).toBe('Odd {{thing}}.');
  });
});
