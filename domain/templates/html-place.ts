/** Where in HTML a point of a template lies: what may be put there depends on it. */
export type HtmlPlace = {
  readonly at: 'text' | 'tag' | 'before-value' | 'value' | 'bare-value' | 'comment' | 'raw';
  /** Name of the open tag, small letters; of the element in `raw`. */
  readonly tag: string;
  /** Name of the attribute, small letters. */
  readonly attribute: string;
  readonly quote: string;
  /** The attribute's value so far, `VALUE` standing for what a tag puts in; elsewhere what an unfinished part begins with. */
  readonly value: string;
};

/** Stands in `value` for what is known only when it is rendered. */
export const VALUE = '\uFFFC';

/** Text between elements: where a template begins and must end. */
export const htmlText: HtmlPlace = { at: 'text', tag: '', attribute: '', quote: '', value: '' };

/** Elements whose content is no markup; what is put in there could be read as a program. */
const RAW = new Set(['script', 'style', 'xmp', 'iframe', 'noembed', 'noframes', 'noscript', 'plaintext']);
const MAX_VALUE = 100;

/** Called for each attribute value that is complete. */
type OnValue = (place: HtmlPlace) => void;

/** The place after `text`, which begins at `place`. Follows the tokenizer of the HTML standard where it matters for safety. */
export function advance(place: HtmlPlace, text: string, onValue: OnValue = () => undefined): HtmlPlace {
  let at = place;
  let rest = text;
  while (rest !== '') {
    const [next, taken] = step(at, rest);
    if ((at.at === 'value' || at.at === 'bare-value') && next.at !== at.at) onValue(at);
    at = next;
    rest = rest.slice(Math.max(taken, 1));
  }
  return at;
}

/** The place after something that is known only when it is rendered. */
export function afterOutput(place: HtmlPlace): HtmlPlace {
  return place.at === 'value' ? { ...place, value: clip(place.value + VALUE) } : place;
}

/**
 * The one place where two branches meet; undefined when they end at different places. Values that differ count as
 * known only when rendered.
 */
export function meet(a: HtmlPlace, b: HtmlPlace): HtmlPlace | undefined {
  if (a.at !== b.at || a.tag !== b.tag || a.attribute !== b.attribute || a.quote !== b.quote) return undefined;
  if (a.value === b.value) return a;
  return a.at === 'value' || a.at === 'comment' ? { ...a, value: a.at === 'value' ? VALUE : '' } : undefined;
}

type Step = readonly [HtmlPlace, number];
type Place = HtmlPlace['at'];

const steps: { readonly [P in Place]: (place: HtmlPlace, text: string) => Step } = {
  // `value` keeps a beginning of markup that the text so far ends with.
  text: (place, text) => {
    const joined = place.value + text;
    const found = /<(?:!--|[A-Za-z/?]|!(?!-?$))/.exec(joined);
    if (!found) return [{ ...htmlText, value: /<(?:!-?)?$/.exec(joined)?.[0] ?? '' }, text.length];
    const taken = found.index + found[0].length - place.value.length;
    if (found[0] === '<!--') return [{ ...htmlText, at: 'comment', value: '<!--' }, taken];
    const first = found[0].slice(1).toLowerCase();
    return [{ ...htmlText, at: 'tag', tag: first, value: /[!?]/.test(first) ? '' : 'tag' }, taken];
  },
  // `value` names what goes on here: the name of the tag, of an attribute, or nothing.
  tag: (place, text) => {
    if (/^[!?]/.test(place.tag)) return throughBogusComment(place, text);
    const found = /^(?:([\s/]+)|(>)|(=)|([^\s/>=]+))/.exec(text);
    const [part = '', blank, closing, equals] = found ?? [];
    if (blank) return [{ ...place, value: '' }, part.length];
    if (closing) return [afterTag(place), 1];
    if (equals) return [{ ...place, at: 'before-value', value: '' }, 1];
    const name = part.toLowerCase();
    if (place.value === 'tag') return [{ ...place, tag: place.tag + name }, part.length];
    return [
      { ...place, attribute: place.value === '' ? name : place.attribute + name, value: 'attribute' },
      part.length,
    ];
  },
  'before-value': (place, text) => {
    const found = /^\s+|^["']|^>/.exec(text)?.[0] ?? '';
    if (found === '>') return [afterTag(place), 1];
    if (found === '"' || found === "'") return [{ ...place, at: 'value', quote: found, value: '' }, 1];
    return found === '' ? [{ ...place, at: 'bare-value', value: text.slice(0, 1) }, 1] : [place, found.length];
  },
  value: (place, text) => {
    const end = text.indexOf(place.quote);
    if (end < 0) return [{ ...place, value: clip(place.value + text) }, text.length];
    return end === 0 ? [inTag(place), 1] : [{ ...place, value: clip(place.value + text.slice(0, end)) }, end];
  },
  'bare-value': (place, text) => {
    const part = /^[^\s>]+/.exec(text)?.[0] ?? '';
    if (part !== '') return [{ ...place, value: clip(place.value + part) }, part.length];
    return [text.startsWith('>') ? afterTag(place) : inTag(place), 1];
  },
  // `value` keeps the last characters, which may begin the end.
  comment: (place, text) => {
    const joined = place.value + text;
    const end = /--!?>|^<!---?>/.exec(joined);
    if (!end) return [{ ...place, value: joined.length > 6 ? joined.slice(-3) : joined }, text.length];
    return [htmlText, end.index + end[0].length - place.value.length];
  },
  raw: (place, text) => {
    const end = text.toLowerCase().indexOf(`</${place.tag}`);
    if (end < 0) return [place, text.length];
    return [{ ...htmlText, at: 'tag', tag: `/${place.tag}` }, end + place.tag.length + 2];
  },
};

function throughBogusComment(place: HtmlPlace, text: string): Step {
  const end = text.indexOf('>');
  return end < 0 ? [place, text.length] : [htmlText, end + 1];
}

const step = (place: HtmlPlace, text: string): Step => steps[place.at](place, text);
const inTag = ({ tag }: HtmlPlace): HtmlPlace => ({ ...htmlText, at: 'tag', tag });
const clip = (value: string) => (value.length > MAX_VALUE ? value.slice(0, MAX_VALUE) : value);

function afterTag({ tag }: HtmlPlace): HtmlPlace {
  return RAW.has(tag) ? { ...htmlText, at: 'raw', tag } : htmlText;
}
