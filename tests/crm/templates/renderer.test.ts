import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RenderItem, RenderOutcome } from '../../../crm/templates/render-item.ts';
import { createRenderer, type Renderer } from '../../../crm/templates/renderer.ts';
import type { JsonObject } from '../../../domain/json.ts';
import type { TemplateMode } from '../../../domain/templates/check-template.ts';

const context: JsonObject = {
  record: {
    firstName: 'Ann & <b>Bob</b>',
    empty: '',
    nothing: null,
    score: 7,
    amount: 123456,
    currency: 'EUR',
    createdAt: '2026-06-01T10:00:00.000Z',
    website: 'https://x.test/?a=1&b="2"',
    evil: 'javascript:alert(1)',
    injected: 'Hi\r\nBcc: victim@example.test',
    quote: '" onmouseover="alert(1)',
    tags: ['a', 'b'],
    lines: [
      { description: 'Chair', quantity: 2 },
      { description: 'Table', quantity: null },
    ],
    rows: Array.from({ length: 300 }, (_, n) => n),
  },
  vars: { template: '{{record.secret}}' },
};
const LOOPS = '{{#each record.rows}}{{#each @root.record.rows}}{{#each @root.record.rows}}{{#each @root.record.rows}}';
const ENDS = '{{/each}}{{/each}}{{/each}}{{/each}}';

let renderer: Renderer;
beforeAll(() => {
  renderer = createRenderer({ timeoutMs: 60_000 });
});
afterAll(() => renderer.close());

const itemOf = (template: string, mode: TemplateMode = 'text', rest: Partial<RenderItem> = {}): RenderItem => ({
  key: template.slice(0, 40),
  parts: { main: { template, mode } },
  context,
  ...rest,
});
async function render(
  template: string,
  mode: TemplateMode = 'text',
  rest: Partial<RenderItem> = {},
): Promise<RenderOutcome> {
  const [outcome] = await renderer.renderMany([itemOf(template, mode, rest)]);
  if (!outcome) throw new Error('no outcome');
  return outcome;
}
const textOf = (outcome: RenderOutcome) =>
  outcome.ok ? outcome.parts.main : `${outcome.code} ${outcome.path ?? ''}`.trim();

describe('what a template becomes', () => {
  test.each([
    ['text does not escape', 'Hi {{record.firstName}}', 'text', 'Hi Ann & <b>Bob</b>'],
    [
      'HTML does',
      '<p title="{{record.quote}}">{{record.firstName}}</p>',
      'html',
      '<p title="&quot; onmouseover&#x3D;&quot;alert(1)">Ann &amp; &lt;b&gt;Bob&lt;/b&gt;</p>',
    ],
    [
      'an address is whole and escaped',
      '<a href="{{record.website}}">x</a>',
      'html',
      '<a href="https://x.test/?a&#x3D;1&amp;b&#x3D;&quot;2&quot;">x</a>',
    ],
    ['helpers inside helpers', '{{upper (truncate (default record.nothing "there and back") 6)}}', 'text', 'THERE…'],
    [
      'nothing, where the template says so',
      '{{default record.nothing ""}}{{upper (default record.nothing "")}}.',
      'text',
      '.',
    ],
    [
      'items, their number and what is around them',
      '{{#each record.lines}}{{@index}}{{#if @last}}!{{/if}} {{description}} {{../record.score}} {{/each}}',
      'text',
      '0 Chair 7 1! Table 7 ',
    ],
    ['names of items', '{{#each record.lines as |line n|}}{{n}}{{line.description}}{{/each}}', 'text', '0Chair1Table'],
    ['parts of an object', '{{#with record}}{{score}}{{/with}}{{#each vars}}{{@key}}{{/each}}', 'text', '7template'],
    ['else of an empty list', '{{#each record.nothing}}x{{else}}none{{/each}}', 'text', 'none'],
    ['values are never templates', '{{vars.template}}', 'text', '{{record.secret}}'],
    ['what is escaped in the template stays', '\\{{record.score}} {{record.score}}', 'text', '{{record.score}} 7'],
    ['zero is a value', '{{#if record.score}}{{number record.score 1}}{{/if}}', 'text', '7.0'],
    ['a subject', 'For {{record.firstName}}', 'header', 'For Ann & <b>Bob</b>'],
  ] as const)('%s', async (_, template, mode, expected) => {
    expect(textOf(await render(template, mode))).toBe(expected);
  });

  test('in the language, zone and currency of the reader; what is none is passed over', async () => {
    const template = '{{money record.amount}} {{date record.createdAt "d MMM HH:mm"}}';
    const at = async (rest: Partial<RenderItem>) =>
      textOf(await render(template, 'text', rest))?.replace(/\u00a0/g, ' ');
    expect(await at({ locale: 'pl', zone: 'Europe/Warsaw', currency: 'PLN' })).toBe('1234,56 zł 1 cze 12:00');
    expect(await at({ locale: '?!', zone: 'Moon/Crater', currency: 'USD' })).toBe('$1,234.56 1 Jun 10:00');
  });

  test('parts of a mail with its plain text', async () => {
    const [mail] = await renderer.renderMany([
      {
        key: 'mail',
        context,
        parts: {
          subject: { template: '{{record.score}} points', mode: 'header' },
          html: {
            template: '<h1>Hi {{record.firstName}}</h1><p>See <a href="{{record.website}}">this</a>.</p>',
            mode: 'html',
          },
          text: { textOf: 'html' },
        },
      },
    ]);
    expect(mail).toMatchObject({
      ok: true,
      parts: { subject: '7 points', text: 'Hi Ann & <b>Bob</b>\n\nSee this <https://x.test/?a=1&b="2">.' },
    });
  });
});

describe('a missing value is never a silent blank', () => {
  test.each([
    ['{{record.unknown}}', 'record.unknown'],
    ['{{record.nothing}}', 'record.nothing'],
    ['{{record.empty}}', 'record.empty'],
    ['{{record.unknown.deeper}}', 'record.unknown.deeper'],
    ['{{contact.firstName}}', 'contact.firstName'],
    ['{{upper record.nothing}}', 'record.nothing'],
    ['{{money record.amount record.nothing}}', 'record.nothing'],
    ['{{default record.nothing contact.name}}', 'record.nothing or contact.name'],
    ['{{#each record.lines}}{{quantity}}{{/each}}', 'quantity'],
    ['{{#if record.nothing}}x{{else}}{{record.nothing}}{{/if}}', 'record.nothing'],
    ['{{record.toString}}', 'record.toString'],
    ['{{record.hasOwnProperty}}', 'record.hasOwnProperty'],
  ])('%s', async (template, path) => {
    expect(textOf(await render(template))).toBe(`missing-value ${path}`);
    expect(await render(template, 'text', { policy: 'skip' })).toMatchObject({
      ok: false,
      code: 'missing-value',
      path,
    });
  });

  test('under the policy "empty" it is left out and named', async () => {
    expect(await render('a{{record.nothing}}b{{upper contact.name}}c', 'text', { policy: 'empty' })).toMatchObject({
      ok: true,
      parts: { main: 'abc' },
      blanks: ['record.nothing', 'contact.name'],
    });
  });
});

describe('what is refused when rendering', () => {
  test.each([
    ['a line break in a subject', 'Re: {{record.injected}}', 'header', 'header-injection'],
    ['an address that runs a script', '<a href="{{record.evil}}">x</a>', 'html', 'unsafe-url record.evil'],
    ['also through a helper', '<a href="{{lower record.evil}}">x</a>', 'html', 'unsafe-url record.evil'],
    ['a value in a tag', '<p {{record.quote}}>', 'html', 'template-invalid'],
    ['raw output', '{{{record.firstName}}}', 'text', 'template-invalid'],
    ['a syntax error', '{{#if record.a}}', 'text', 'template-invalid'],
    ['a list printed', '{{record.tags}}', 'text', 'template-value record.tags'],
    ['an object printed', '{{record}}', 'text', 'template-value record'],
    ['a text as a date', '{{date record.firstName}}', 'text', 'template-value'],
    [
      'more than 1 MiB',
      `{{#each record.rows}}{{#each @root.record.rows}}${'x'.repeat(100)}{{/each}}{{/each}}`,
      'text',
      'output-too-large',
    ],
    ['far more, at once', `${LOOPS}${'x'.repeat(50)}${ENDS}`, 'text', 'output-too-large'],
  ] as const)('%s', async (_, template, mode, expected) => {
    expect(textOf(await render(template, mode))).toBe(expected);
  });

  test('nothing of the process is in reach', async () => {
    const attacks = [
      '{{#with (lookup this "constructor")}}{{name}}{{/with}}',
      '{{constructor.constructor "return process" }}',
      '{{#with record as |r|}}{{#with r.constructor}}{{this}}{{/with}}{{/with}}',
      '{{record.__proto__.polluted}}',
      '{{__proto__}}',
      '{{@root.__proto__}}',
      '{{this.constructor}}',
      '{{../constructor}}',
      '{{> @partial-block}}',
      '{{#*inline "x"}}{{/inline}}',
      '{{process.env.PATH}}',
      '{{require "fs"}}',
      '{{global}}',
      '{{record.firstName.constructor}}',
      '{{record.tags.constructor}}',
      '{{#each record.tags}}{{this.constructor}}{{/each}}',
    ];
    const outcomes = await renderer.renderMany(attacks.map((template) => itemOf(template)));
    expect(outcomes.map((outcome) => (outcome.ok ? outcome.parts.main : 'refused'))).toEqual(
      attacks.map(() => 'refused'),
    );
    const polluted = JSON.parse('{"__proto__": {"polluted": "yes"}, "record": {"a": 1}}') as JsonObject;
    expect(textOf(await render('{{default polluted "clean"}}', 'text', { context: polluted }))).toBe('clean');
  });
});

describe('limits', () => {
  const others = (name: string) =>
    Array.from({ length: 60 }, (_, n) => ({ ...itemOf('Hi {{record.score}}'), key: `${name}${n}` }));

  test('an endless template ends at the limit; all others are rendered', async () => {
    const items = [...others('before'), { ...itemOf(`${LOOPS}${ENDS}`), key: 'endless' }, ...others('after')];
    const preset = createRenderer();
    const outcomes = await preset.renderMany(items);
    await preset.close();
    expect(outcomes.map(({ key }) => key)).toEqual(items.map(({ key }) => key));
    expect(outcomes.filter(({ ok }) => !ok)).toEqual([
      { key: 'endless', ok: false, code: 'render-timeout', message: 'Rendering took more than 250 ms.' },
    ]);
  });

  test('a template that fills the memory costs nobody else anything', async () => {
    const small = createRenderer({ memoryMb: 40, timeoutMs: 120_000, maxOutput: Number.MAX_SAFE_INTEGER });
    const growing = { ...itemOf(`${LOOPS}{{upper "abcdefghij"}}${ENDS}`), key: 'growing' };
    const outcomes = await small.renderMany([...others('before'), growing, ...others('after')]);
    await small.close();
    expect(outcomes.filter(({ ok }) => !ok)).toMatchObject([{ key: 'growing', code: 'render-memory' }]);
    expect(outcomes).toHaveLength(121);
  });

  test('the thread that did not answer is gone in time: the next batch is not held up', async () => {
    const quick = createRenderer({ timeoutMs: 50 });
    await quick.renderMany([itemOf('warm')]);
    const [outcome] = await quick.renderMany([itemOf(`${LOOPS}${ENDS}`)]);
    await quick.close();
    expect(outcome).toMatchObject({ ok: false, code: 'render-timeout' });
  });

  test('single texts have the same rules', async () => {
    expect(
      await renderer.renderTexts([
        { text: 'Hi {{record.score}}', data: context },
        { text: '{{record.nothing}}', data: context },
        { text: '{{record.nothing}}', data: context, missing: 'empty' },
      ]),
    ).toEqual([
      { ok: true, text: 'Hi 7', blanks: [] },
      { ok: false, code: 'missing-value', message: '"record.nothing" is missing.' },
      { ok: true, text: '', blanks: ['record.nothing'] },
    ]);
  });

  test('500 items in one go, in their order', async () => {
    const items = Array.from({ length: 500 }, (_, n) => ({
      ...itemOf('{{vars.n}}'),
      key: String(n),
      context: { vars: { n } },
    }));
    const outcomes = await renderer.renderMany(items);
    expect(outcomes.map((outcome) => (outcome.ok ? outcome.parts.main : ''))).toEqual(items.map(({ key }) => key));
  });

  test('nothing at all is nothing', async () => {
    expect(await renderer.renderMany([])).toEqual([]);
  });

  test('a closed renderer says so, whether it was rendering or not', async () => {
    const closing = createRenderer({ timeoutMs: 60_000 });
    await closing.renderMany([itemOf('warm')]);
    const running = closing.renderMany([itemOf(`${LOOPS}${ENDS}`)]);
    const later = closing.renderMany([itemOf('x')]);
    const ends = Promise.allSettled([running, later]);
    await closing.close();
    expect((await ends).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(closing.renderMany([itemOf('x')])).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('a thread that cannot start is an error of its own', async () => {
    const broken = createRenderer({ entry: new URL('./no-such-file.js', import.meta.url) });
    await expect(broken.renderMany([itemOf('x')])).rejects.toMatchObject({ code: 'unavailable' });
    await broken.close();
  });
});
