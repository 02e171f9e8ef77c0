import { advance, afterOutput, type HtmlPlace, htmlText, meet, VALUE } from './html-place.ts';
import { decodeAttribute, isSafeUrl, URL_ATTRIBUTES } from './safe-url.ts';
import { type BlockNode, helperNameOf, type MustacheNode, type ProgramNode, type StatementNode } from './syntax.ts';
import { issueAt, type TemplateIssue } from './template-issue.ts';

/** What stands in the way of using a template as HTML, and the tags that give an address, to be checked when rendered. */
export type HtmlCheck = { readonly issues: readonly TemplateIssue[]; readonly urls: ReadonlySet<MustacheNode> };

type Walk = { readonly issues: TemplateIssue[]; readonly urls: Set<MustacheNode> };

/** Beginnings of an address after which nothing can change its scheme any more. */
const SETTLED = new RegExp(`^(?:https?://|mailto:|tel:|sms:|[/?#.]|${VALUE}[/?#])`, 'i');

/**
 * Follows a template through the HTML it makes. Values are put into text and quoted attributes only: never into tags, bare values,
 * scripts, styles or event handlers, where escaping does not hold. An address is given whole (`href="{{record.website}}"`) or
 * follows a fixed beginning.
 */
export function checkHtml(program: ProgramNode): HtmlCheck {
  const walk: Walk = { issues: [], urls: new Set() };
  const end = follow(walk, program, htmlText);
  if (walk.issues.length === 0 && end.at !== 'text' && end.at !== 'comment') {
    walk.issues.push(issueAt(program, 'template-html-open', 'A tag or an attribute of the HTML is not closed.'));
  }
  return walk;
}

function follow(walk: Walk, program: ProgramNode | undefined, start: HtmlPlace): HtmlPlace {
  let place = start;
  for (const statement of program?.body ?? []) place = pass(walk, statement, place);
  return place;
}

function pass(walk: Walk, statement: StatementNode, place: HtmlPlace): HtmlPlace {
  if (statement.type === 'ContentStatement') {
    return advance(place, statement.value, (complete) => checkValue(walk, complete, statement));
  }
  if (statement.type === 'MustacheStatement') return output(walk, statement, place);
  return statement.type === 'BlockStatement' ? passBlock(walk, statement, place) : place;
}

function passBlock(walk: Walk, block: BlockNode, place: HtmlPlace): HtmlPlace {
  // The second round of an each begins where the first one ended: not at the beginning of an attribute's value.
  const repeated = helperNameOf(block) === 'each' && place.at === 'value';
  const main = follow(walk, block.program, repeated ? afterOutput(place) : place);
  const end = meet(main, follow(walk, block.inverse, place));
  if (end) return end;
  const problem = 'A block begins and ends at the same place of the HTML: text, tag or attribute.';
  walk.issues.push(issueAt(block, 'template-html-place', problem));
  return place;
}

function output(walk: Walk, tag: MustacheNode, place: HtmlPlace): HtmlPlace {
  const problem = problemAt(place);
  if (problem) walk.issues.push(issueAt(tag, 'template-html-place', problem));
  else if (place.at === 'value' && URL_ATTRIBUTES.has(place.attribute) && place.value === '') walk.urls.add(tag);
  return afterOutput(place);
}

function problemAt({ at, attribute, value }: HtmlPlace): string | undefined {
  if (at === 'comment' || (at === 'text' && value === '')) return undefined;
  if (at === 'raw') return 'A value cannot stand in a script or style.';
  if (at === 'tag' || at === 'text') return 'A value cannot stand inside a tag; it can in a quoted attribute.';
  if (at !== 'value') return 'An attribute that holds a value needs quotes: name="{{…}}".';
  if (/^on/.test(attribute) || attribute === 'style' || attribute === 'srcset' || attribute === 'srcdoc') {
    return `A value cannot stand in the attribute "${attribute}".`;
  }
  const open = URL_ATTRIBUTES.has(attribute) && value !== '' && !SETTLED.test(value);
  return open ? 'An address is one value, or begins with fixed text such as https://.' : undefined;
}

function checkValue(walk: Walk, { attribute, value }: HtmlPlace, node: StatementNode): void {
  if (!URL_ATTRIBUTES.has(attribute) || value.startsWith(VALUE)) return;
  const url = decodeAttribute(value);
  if (isSafeUrl(url) || (attribute === 'src' && /^data:image\//i.test(url))) return;
  walk.issues.push(issueAt(node, 'template-unsafe-url', `The address "${url.slice(0, 40)}" is not allowed.`));
}
