import { describe, expect, test } from '@jest/globals';
import { textOfHtml, textTemplateOf } from '../../../crm/templates/html-text.ts';

describe('the plain text of HTML', () => {
  test('headings, links and breaks keep their sense, pictures go', () => {
    const html =
      '<h1>Hello</h1><p>One<br>two <a href="https://x.test">there</a></p><img src="x.png" alt="no"><ul><li>a</li><li>b</li></ul>';
    expect(textOfHtml(html)).toBe('Hello\n\nOne\ntwo there <https://x.test>\n\n * a\n * b');
  });

  test('a long line stays one line', () => {
    expect(textOfHtml(`<p>${'word '.repeat(60)}</p>`)).not.toContain('\n');
  });
});

describe('the plain text of an HTML template', () => {
  test.each([
    [
      'tags are carried through as they are',
      '<h1>Hi {{default record.firstName  "a  &  b"}}</h1>',
      'Hi {{default record.firstName  "a  &  b"}}',
    ],
    ['those in links too', '<p><a href="{{links.page}}">See</a></p>', 'See <{{links.page}}>'],
    [
      'blocks around elements',
      '<ul>{{#each record.lines}}<li>{{description}}</li>{{/each}}</ul>',
      '{{#each record.lines}}\n * {{description}}\n   {{/each}}',
    ],
    [
      'rows of a table',
      '<table>{{#each a}}<tr><td>{{b}}</td><td>x</td></tr>{{/each}}</table>',
      '{{#each a}}\n{{b}} x\n{{/each}}',
    ],
    ['blocks inside elements', '<p>{{#if a}}one{{else}}two{{/if}}</p>', '{{#if a}}one{{else}}two{{/if}}'],
    ['those in other attributes are left out', '<p class="{{#if a}}x{{/if}}">y</p>', 'y'],
    ['references are characters', '<p>a &amp; b &lt;c&gt;</p>', 'a & b <c>'],
    ['what would become a tag is not taken', '<p>&#123;{x</p>', undefined],
    [
      'a value in an element without text is not lost unseen',
      '<head><title>{{record.name}}</title></head><body><p>x</p></body>',
      undefined,
    ],
    ['characters of its own use are not mixed up', '<p>\u{F0000}{{record.name}}</p>', undefined],
  ])('%s', (_, html, expected) => {
    expect(textTemplateOf(html)).toBe(expected);
  });
});
