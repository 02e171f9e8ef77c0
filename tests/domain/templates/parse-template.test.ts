import { describe, expect, test } from '@jest/globals';
import { MAX_TEMPLATE_LENGTH, parseTemplate } from '../../../domain/templates/parse-template.ts';

const codesOf = (text: string) => parseTemplate(text).issues.map(({ code }) => code);

describe('what a template reads', () => {
  const read = (text: string) =>
    parseTemplate(text).variables.map(
      ({ path, optional, helper }) => `${path}${optional ? '?' : ''}${helper ? ` ${helper}` : ''}`,
    );

  test.each([
    ['Hello {{record.firstName}}', ['record.firstName']],
    ['{{ record.firstName }}', ['record.firstName']],
    ['{{record/firstName}} {{record.[custom field]}}', ['record.firstName', 'record.custom field']],
    ['{{default record.firstName "there"}}', ['record.firstName? default']],
    ['{{upper (default contact.company "you")}}', ['contact.company? default']],
    ['{{date record.createdAt "yyyy"}}', ['record.createdAt date']],
    ['{{#if record.a}}{{record.a}}{{else}}{{record.a}}{{/if}}', ['record.a? if', 'record.a?', 'record.a']],
    ['{{#unless record.a}}{{record.a}}{{else}}{{record.a}}{{/unless}}', ['record.a? unless', 'record.a', 'record.a?']],
    ['{{#if (and record.a vars.b)}}{{vars.b}}{{/if}}', ['record.a? and', 'vars.b? and', 'vars.b?']],
    ['{{#if record.a}}x{{else if record.b}}{{record.b}}{{/if}}', ['record.a? if', 'record.b? if', 'record.b?']],
    [
      '{{#each record.lines}}{{description}} {{this.quantity}} {{../vars.x}} {{@index}}{{/each}}',
      ['record.lines? each', 'record.lines.[].description', 'record.lines.[].quantity', 'vars.x'],
    ],
    [
      '{{#each record.lines as |line n|}}{{line.quantity}} {{n}} {{record.title}}{{/each}}',
      ['record.lines? each', 'record.lines.[].quantity', 'record.lines.[].record.title'],
    ],
    [
      '{{#with contact}}{{firstName}} {{@root.record.title}}{{/with}}',
      ['contact? with', 'contact.firstName', 'record.title'],
    ],
    ['{{#each record.tags}}{{this}}{{/each}}', ['record.tags? each', 'record.tags.[]']],
    ['\\{{record.x}} {{! a comment }}', []],
  ])('%s', (text, expected) => {
    expect(codesOf(text)).toEqual([]);
    expect(read(text)).toEqual(expected);
  });

  test('positions and helpers are named', () => {
    const { variables, helpers } = parseTemplate('Hi,\n  {{upper (default record.a "x")}} {{record.b}}');
    expect(helpers).toEqual(['upper', 'default']);
    expect(variables.map(({ pos }) => pos)).toEqual([
      { line: 2, column: 19 },
      { line: 2, column: 37 },
    ]);
  });
});

describe('what is refused, with its code', () => {
  test.each([
    // not Handlebars
    ['Hi {{#if record.firstName}}', 'template-syntax'],
    ['{{#if a}}{{/each}}', 'template-syntax'],
    ['{{record.}}', 'template-unknown-helper'],
    ['{{', 'template-syntax'],
    ['{{}}', 'template-syntax'],
    ['{{else}}', 'template-syntax'],
    // helpers
    ['Hi {{lookup constructor "name"}}', 'template-unknown-helper'],
    ['{{lookup . "constructor"}}', 'template-unknown-helper'],
    ['{{log "x"}}', 'template-unknown-helper'],
    ['{{helperMissing "x"}}', 'template-unknown-helper'],
    ['{{#helperMissing}}{{/helperMissing}}', 'template-unknown-helper'],
    ['{{#blockHelperMissing this}}{{/blockHelperMissing}}', 'template-unknown-helper'],
    ['{{#record.lines}}x{{/record.lines}}', 'template-unknown-helper'],
    ['{{^record.lines}}x{{/record.lines}}', 'template-unknown-helper'],
    ['{{toString "x"}}', 'template-unknown-helper'],
    ['{{record.firstName "x"}}', 'template-unknown-helper'],
    ['{{./upper "x"}}', 'template-unknown-helper'],
    ['{{[=print] record.a "x"}}', 'template-unknown-helper'],
    ['{{__defineGetter__ "a" "b"}}', 'template-unknown-helper'],
    ['{{upper (valueOf)}}', 'template-unknown-helper'],
    ['{{#each record.tags as |upper|}}{{upper "x"}}{{/each}}', 'template-forbidden'],
    ['{{upper}}', 'template-helper-arguments'],
    ['{{upper a b}}', 'template-helper-arguments'],
    ['{{date a format="x"}}', 'template-helper-arguments'],
    ['{{#upper a}}{{/upper}}', 'template-helper-arguments'],
    ['{{each record.lines}}', 'template-helper-arguments'],
    ['{{upper (if a)}}', 'template-helper-arguments'],
    ['{{#if}}{{/if}}', 'template-helper-arguments'],
    // ways out of the data and out of escaping
    ['{{record.__proto__.x}}', 'template-forbidden'],
    ['{{record.constructor.name}}', 'template-forbidden'],
    ['{{constructor}}', 'template-forbidden'],
    ['{{#with record.constructor}}{{name}}{{/with}}', 'template-forbidden'],
    ['{{#each record as |constructor|}}{{/each}}', 'template-forbidden'],
    ['{{record.[__lookupGetter__]}}', 'template-forbidden'],
    ['{{{record.firstName}}}', 'template-raw-output'],
    ['{{&record.firstName}}', 'template-raw-output'],
    ['{{@root.constructor}}', 'template-forbidden'],
    ['{{@partial-block}}', 'template-unknown-variable'],
    ['{{@level}}', 'template-unknown-variable'],
    // partials, decorators
    ['{{> header}}', 'template-forbidden'],
    ['{{> (record.partial)}}', 'template-forbidden'],
    ['{{#> layout}}x{{/layout}}', 'template-forbidden'],
    ['{{#*inline "a"}}x{{/inline}}', 'template-forbidden'],
    ['{{* decorator}}', 'template-forbidden'],
    ['{{"text"}}', 'template-syntax'],
    ['{{12}}', 'template-syntax'],
  ])('%s', (text, code) => {
    expect(codesOf(text)).toContain(code);
    expect(parseTemplate(text)).not.toHaveProperty('program');
  });

  test('the published attacks on the compiler: a tree in place of a text', () => {
    const tree = {
      type: 'Program',
      body: [{ type: 'MustacheStatement', path: { type: 'NumberLiteral', value: 'process.exit()' } }],
    };
    const parse = parseTemplate as (text: unknown) => ReturnType<typeof parseTemplate>;
    expect(parse(tree).issues[0]?.code).toBe('template-too-large');
  });

  test('the published attack through the constructor of a string', () => {
    const attack = `{{#with "s" as |string|}}{{#with "e"}}{{#with split as |conslist|}}{{this.pop}}{{this.push (lookup string.sub "constructor")}}
      {{this.pop}}{{#with string.split as |codelist|}}{{this.pop}}{{this.push "return process.mainModule.require('child_process').execSync('id');"}}
      {{this.pop}}{{#each conslist}}{{#with (string.sub.apply 0 codelist)}}{{this}}{{/with}}{{/each}}{{/with}}{{/with}}{{/with}}{{/with}}`;
    expect(codesOf(attack)).toContain('template-unknown-helper');
  });

  test.each([
    ['too long', 'x'.repeat(MAX_TEMPLATE_LENGTH + 1), 'template-too-large'],
    ['too many tags', '{{record.a}}'.repeat(6_000), 'template-too-complex'],
    ['too deep', `${'{{#if a}}'.repeat(60)}${'{{/if}}'.repeat(60)}`, 'template-too-complex'],
    ['brackets too deep', `{{upper ${'(upper '.repeat(60)}a${')'.repeat(60)}}}`, 'template-too-complex'],
  ])('%s', (_, text, code) => {
    expect(codesOf(text)).toContain(code);
  });

  test.each([
    ['one\ntwo {{#if a}}\nthree', 'Line 3: a block is not closed.'],
    ['{{#if a}}{{/each}}', "Line 1: if doesn't match each."],
    ['a {{b c', 'Line 1: a tag is not well formed.'],
    ['a {{b "}}', 'Line 1: a tag is not well formed.'],
  ])('the message for %j', (text, message) => {
    expect(parseTemplate(text).issues[0]?.message).toBe(message);
  });
});
