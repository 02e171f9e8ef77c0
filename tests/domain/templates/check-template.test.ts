import { describe, expect, test } from '@jest/globals';
import { subjectScope } from '../../../domain/logic/scope.ts';
import { checkTemplate, type MissingPolicy, type TemplateMode } from '../../../domain/templates/check-template.ts';

const rules = subjectScope({
  subject: 'lead',
  event: true,
  run: { variables: [{ key: 'discount', kind: 'money', label: 'Discount' }], stepIds: ['welcome'] },
});
const offers = subjectScope({ subject: 'offer' });
const check = (text: string, mode: TemplateMode = 'text', missing?: MissingPolicy) =>
  checkTemplate(text, { rules, mode, missing, links: ['unsubscribe'] }).map(
    ({ severity, code }) => `${severity} ${code}`,
  );

describe('variables of a template at its place', () => {
  test.each([
    'Hello {{default record.firstName "there"}}',
    '{{#if record.phone}}{{record.phone}}{{/if}}',
    '{{default owner.name "us"}} {{default contact.email "-"}} {{#if event.properties.plan.name}}x{{/if}}',
    '{{links.unsubscribe}}',
    '{{#if (eq steps.welcome.outlet "done")}}x{{/if}} {{#if steps.welcome.result.id}}x{{/if}}',
    '{{money (default vars.discount 0) "EUR"}}',
    '{{#each record.tags}}{{this}}{{/each}} {{join (default record.tags "")}}',
  ])('fits: %s', (text) => {
    expect(check(text)).toEqual([]);
  });

  test.each([
    ['Hi {{record.noSuchField}}', 'error template-unknown-variable'],
    ['Hi {{firstName}}', 'error template-unknown-variable'],
    ['{{process.env}}', 'error template-unknown-variable'],
    ['{{links.other}}', 'error template-unknown-variable'],
    ['{{vars.unknown}}', 'error template-unknown-variable'],
    ['{{steps.other.outlet}}', 'error template-unknown-variable'],
    ['{{#if record.noSuchField}}x{{/if}}', 'error template-unknown-variable'],
    ['{{record.firstName.length}}', 'error template-unknown-variable'],
    ['{{record}}', 'error template-not-printable'],
    ['{{record.tags}}', 'error template-not-printable'],
    ['{{#each record.firstName}}x{{/each}}', 'error template-wrong-type'],
    ['{{date record.score}}', 'error template-wrong-type'],
    ['{{money record.createdAt "EUR"}}', 'error template-wrong-type'],
    ['{{#if record.firstName}}', 'error template-syntax'],
    ['{{record.firstName}}', 'warning template-may-be-missing'],
    ['{{vars.discount}}', 'warning template-raw-money'],
  ])('%s: %s', (text, issue) => {
    expect(check(text)).toContain(issue);
  });

  test('a stated policy says what a missing value does: no warning', () => {
    for (const missing of ['block', 'skip', 'empty'] as const)
      expect(check('{{record.firstName}}', 'text', missing)).toEqual([]);
  });

  test('items of lists are known by their parts', () => {
    const on = (text: string) =>
      checkTemplate(text, { rules: offers, mode: 'text', missing: 'block' }).map(({ message }) => message);
    expect(on('{{#each record.lines}}{{description}} {{money unitPrice ../record.currency}}{{/each}}')).toEqual([]);
    expect(on('{{#each record.lines as |line|}}{{line.colour}}{{/each}}')).toEqual([
      'There is no "colour" in an item.',
    ]);
  });

  test('HTML and header fields have rules of their own', () => {
    expect(check('<p {{default record.firstName "x"}}>', 'html')).toEqual(['error template-html-place']);
    expect(check('<p {{default record.firstName "x"}}>', 'text')).toEqual([]);
    expect(check('Hello\n{{default record.firstName "x"}}', 'header')).toEqual(['error header-injection']);
  });

  test('an issue has its place', () => {
    expect(checkTemplate('Hi\n {{record.noSuchField}}', { rules, mode: 'text' })).toEqual([
      {
        severity: 'error',
        code: 'template-unknown-variable',
        message: 'There is no field "noSuchField" in lead.',
        pos: { line: 2, column: 3 },
        params: { key: 'record.noSuchField' },
      },
    ]);
  });
});
