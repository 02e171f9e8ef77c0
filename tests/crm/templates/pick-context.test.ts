import { describe, expect, test } from '@jest/globals';
import { pickContext } from '../../../crm/templates/pick-context.ts';
import { createItemRenderer, type RenderItem } from '../../../crm/templates/render-item.ts';

const context = {
  record: {
    firstName: 'Ada',
    city: null,
    lines: [
      { name: 'a', price: 1 },
      { name: 'b', price: 2 },
    ],
    tags: ['x', 'y'],
  },
  contact: { email: 'ada@example.test', firstName: 'Ada' },
  owner: { name: 'Olga' },
  vars: { n: 3 },
  event: null,
};
const itemOf = (template: string): RenderItem => ({
  key: 'k',
  parts: { html: { template, mode: 'html' }, text: { textOf: 'html' } },
  context,
  policy: 'empty',
});

describe('the context that goes to the rendering thread', () => {
  test('holds the fields that the templates read, and no others', () => {
    expect(pickContext(itemOf('{{record.firstName}} {{owner.name}}')).context).toEqual({
      record: { firstName: 'Ada' },
      owner: { name: 'Olga' },
    });
    expect(pickContext(itemOf('Hello')).context).toEqual({});
  });

  test.each([
    'Hello {{record.firstName}}, {{record.city}}{{event.name}}{{nowhere.at}}',
    '{{#each record.lines}}{{name}} {{price}} {{../record.firstName}} {{@root.owner.name}} {{/each}}',
    '{{#with record}}{{firstName}} {{city}}{{/with}}',
    '{{#each record.tags as |tag n|}}{{tag}}{{n}}{{/each}}',
    '{{#if record.city}}{{record.city}}{{else}}{{contact.email}}{{/if}}',
    '{{#each record}}{{@key}} {{/each}}',
    '{{#with this}}{{record.firstName}} {{vars.n}}{{/with}}',
    '{{default record.city owner.name}} {{record.firstName}}',
    '{{#with contact as |person|}}{{person.firstName}}{{/with}}',
    '{{record',
  ])('makes no difference: %s', (template) => {
    const render = createItemRenderer({ maxOutput: 10_000 });
    expect(render(pickContext(itemOf(template)))).toEqual(render(itemOf(template)));
  });
});
