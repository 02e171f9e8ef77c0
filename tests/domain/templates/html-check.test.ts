import { describe, expect, test } from '@jest/globals';
import { checkHtml } from '../../../domain/templates/html-check.ts';
import { parseTemplate } from '../../../domain/templates/parse-template.ts';
import { decodeAttribute, isSafeUrl } from '../../../domain/templates/safe-url.ts';

function check(html: string) {
  const { program, issues } = parseTemplate(html);
  if (!program) throw new Error(issues[0]?.message);
  const result = checkHtml(program);
  return { codes: result.issues.map(({ code }) => code), urls: result.urls.size };
}

describe('where a value may stand in HTML', () => {
  test.each([
    ['<p>{{a}}</p>', 0],
    ['<p title="{{a}}" class=\'x {{b}}\'>{{c}}</p>', 0],
    ['<a href="{{a}}">{{b}}</a>', 1],
    ['<a href=\'{{a}}\'>x</a><img src="{{b}}">', 2],
    ['<a href="https://x.test/{{a}}?q={{url b}}">x</a>', 0],
    ['<a href="mailto:{{a}}">x</a><a href="/u/{{b}}">y</a><a href="#{{c}}">z</a>', 0],
    ['<a href="{{a}}/path?x={{b}}">x</a>', 1],
    ['<a href="{{#if a}}{{a}}{{else}}https://x.test{{/if}}">x</a>', 1],
    ['<p {{#if a}}class="big"{{/if}}>x</p>', 0],
    ['<p class="{{#if a}}big{{else}}small{{/if}}">x</p>', 0],
    ['{{#each a}}<tr><td>{{b}}</td></tr>{{/each}}', 0],
    ['<!-- {{a}} --><!DOCTYPE html PUBLIC "-//W3C//DTD"><p>{{b}}</p>', 0],
    ['<!--[if mso]><td>{{a}}</td><![endif]-->', 0],
    ['5 < 6 and {{a}} <3', 0],
    ['<style>p { color: red }</style><p style="margin:0">{{a}}</p>', 0],
    ['<img src="data:image/png;base64,AAAA" alt="{{a}}">', 0],
    ['<textarea>{{a}}</textarea>', 0],
  ])('%s', (html, urls) => {
    expect(check(html)).toEqual({ codes: [], urls });
  });

  test.each([
    ['<p title={{a}}>x</p>', 'template-html-place'],
    ['<p title=x{{a}}>x</p>', 'template-html-place'],
    ['<p {{a}}>x</p>', 'template-html-place'],
    ['<p {{a}}="x">x</p>', 'template-html-place'],
    ['<{{a}}>x', 'template-html-place'],
    ['<p{{a}}>x</p>', 'template-html-place'],
    ['</{{a}}>', 'template-html-place'],
    ['<{{! split }}{{a}}>', 'template-html-place'],
    ['<script>var x = "{{a}}";</script>', 'template-html-place'],
    ['<SCRIPT>{{a}}</SCRIPT>', 'template-html-place'],
    ['<style>{{a}}</style>', 'template-html-place'],
    ['<p onclick="go({{a}})">x</p>', 'template-html-place'],
    ['<p ONCLICK="{{a}}">x</p>', 'template-html-place'],
    ['<p style="color:{{a}}">x</p>', 'template-html-place'],
    ['<img srcset="{{a}} 2x">', 'template-html-place'],
    ['<iframe srcdoc="{{a}}"></iframe>', 'template-html-place'],
    ['<a href="java{{a}}">x</a>', 'template-html-place'],
    ['<a href="&#106;ava{{a}}">x</a>', 'template-html-place'],
    ['<a href="{{a}}{{b}}">x</a>', 'template-html-place'],
    ['<a href="{{#each a}}{{this}}{{/each}}">x</a>', 'template-html-place'],
    ['<a href="{{#if a}}java{{/if}}{{b}}">x</a>', 'template-html-place'],
    ['<a hr{{#if a}}{{/if}}ef="java{{b}}">x</a>', 'template-html-place'],
    ['<a hr{{! split }}ef="java{{b}}">x</a>', 'template-html-place'],
    ['<scr{{! split }}ipt>{{b}}</script>', 'template-html-place'],
    ['<{{! split }}script>{{b}}</script>', 'template-html-place'],
    ['{{#if a}}<b {{/if}}x>', 'template-html-place'],
    ['{{#if a}}<p title="{{else}}<p>{{/if}}x">', 'template-html-place'],
    ['<!-- x --!><p {{a}}>', 'template-html-place'],
    ['<!--><p {{a}}>', 'template-html-place'],
    ['<p title="x', 'template-html-open'],
    ['<p class', 'template-html-open'],
    ['<a href="javascript:alert(1)">x</a>', 'template-unsafe-url'],
    ['<a href=" JaVa&#x53;cript:alert(1)">x</a>', 'template-unsafe-url'],
    ['<a href="java&Tab;script&colon;alert(1)">x</a>', 'template-unsafe-url'],
    ['<a href=javascript:alert(1)>x</a>', 'template-unsafe-url'],
    ['<form action="vbscript:x">', 'template-unsafe-url'],
    ['<a href="data:text/html,x">x</a>', 'template-unsafe-url'],
  ])('refused: %s', (html, code) => {
    expect(check(html).codes).toContain(code);
  });
});

describe('addresses', () => {
  test.each([
    'https://x.test',
    'HTTP://x',
    'mailto:a@b.c',
    'tel:+48123',
    '/path',
    'page?x=a:b',
    '#a:b',
    '//x.test',
    '',
    'cid:logo',
    'a/b:c',
  ])('%j is safe', (url) => {
    expect(isSafeUrl(url)).toBe(true);
  });
  test.each([
    'javascript:alert(1)',
    ' javascript:x',
    'JAVASCRIPT:x',
    'java\nscript:x',
    'java\tscript:x',
    '\u0001javascript:x',
    'vbscript:x',
    'data:text/html,x',
    'file:///etc/passwd',
    'blob:x',
    'javascript&colon;x:',
    '\u00a0javascript:x',
    'feed:javascript:x',
    'view-source:x',
  ])('%j is not', (url) => {
    expect(isSafeUrl(url)).toBe(false);
  });
  test('references in attributes are decoded', () => {
    expect(decodeAttribute('&#106;&#x41;&colon;&amp;&#99999999;')).toBe('jA:&');
  });
});
