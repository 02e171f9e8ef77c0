import type { JsonObject } from '../../domain/json.ts';
import type { MissingPolicy, TemplateMode } from '../../domain/templates/check-template.ts';
import type { HelperSettings } from '../../domain/templates/template-helpers.ts';
import { isZone } from '../../domain/time/zone.ts';
import { compileTemplate, type RenderScope } from './compile-template.ts';
import { textOfHtml, textTemplateOf } from './html-text.ts';
import { rememberRecent } from './recent-cache.ts';
import { isFailure, type RenderFailure } from './render-failure.ts';

/** A part of an item: a template and what it becomes, or the plain text of another part, which is HTML. */
export type RenderPart = { readonly template: string; readonly mode: TemplateMode } | { readonly textOf: string };

/** What is rendered together for one message. Language, zone and currency are the reader's; what is none is passed over. */
export type RenderItem = {
  readonly key: string;
  readonly parts: Readonly<Record<string, RenderPart>>;
  readonly context: JsonObject;
  /** Default `block`. Under `block` and `skip` a missing value is the failure `missing-value`, under `empty` it is in `blanks`. */
  readonly policy?: MissingPolicy | undefined;
  readonly locale?: string | null | undefined;
  readonly zone?: string | null | undefined;
  readonly currency?: string | null | undefined;
  /** Lays the part `html` out as a document: the outcome has a part `pdf`, in base64. */
  readonly pdf?: PdfInfo;
};

/** What a PDF says about itself. `createdAt`, ISO, makes the same input the same bytes. */
export type PdfInfo = { readonly title: string; readonly author: string; readonly createdAt: string };

export type RenderedItem = {
  readonly key: string;
  readonly ok: true;
  readonly parts: Readonly<Record<string, string>>;
  readonly blanks: readonly string[];
};
export type FailedItem = RenderFailure & { readonly key: string; readonly ok: false; readonly part?: string };

/** The texts of an item by part, or why there are none. */
export type RenderOutcome = RenderedItem | FailedItem;

const TEMPLATES_KEPT = 256;

/** Renders items one by one, keeping the compiled templates it used last. Runs in the worker thread. */
export function createItemRenderer({ maxOutput }: { maxOutput: number }): (item: RenderItem) => RenderOutcome {
  const remember = (mode: TemplateMode) => rememberRecent((text) => compileTemplate(text, mode), TEMPLATES_KEPT);
  const compiled = { header: remember('header'), text: remember('text'), html: remember('html') };
  const textTemplates = rememberRecent(textTemplateOf, TEMPLATES_KEPT);

  const renderTemplate = (template: string, mode: TemplateMode, scope: RenderScope): string | RenderFailure => {
    const ready = compiled[mode](template);
    return isFailure(ready) ? ready : ready.render(scope);
  };

  const renderPart = (part: RenderPart, { parts }: RenderItem, scope: RenderScope): string | RenderFailure => {
    if (!('textOf' in part)) return renderTemplate(part.template, part.mode, scope);
    const html = parts[part.textOf];
    if (!html || 'textOf' in html)
      return { code: 'template-invalid', message: `There is no HTML part "${part.textOf}".` };
    const text = textTemplates(html.template);
    if (text !== undefined) return renderTemplate(text, 'text', scope);
    const rendered = renderTemplate(html.template, 'html', scope);
    return typeof rendered === 'string' ? textOfHtml(rendered) : rendered;
  };

  return (item) => {
    const blanks = new Set<string>();
    const scope = {
      context: item.context,
      policy: item.policy ?? 'block',
      settings: settingsOf(item),
      maxOutput,
      blanks,
    };
    const parts: Record<string, string> = {};
    for (const [name, part] of Object.entries(item.parts)) {
      const result = renderPart(part, item, scope);
      if (typeof result !== 'string') return { key: item.key, ok: false, part: name, ...result };
      parts[name] = result;
    }
    return { key: item.key, ok: true, parts, blanks: [...blanks] };
  };
}

function settingsOf({ locale, zone, currency }: RenderItem): HelperSettings {
  return { locale: knownLocale(locale ?? ''), zone: knownZone(zone ?? ''), currency: currency ?? null };
}

const knownZone = rememberRecent((zone) => (isZone(zone) ? zone : 'UTC'), 1_000);
const knownLocale = rememberRecent((locale) => {
  try {
    return Intl.getCanonicalLocales(locale)[0] ?? 'en';
  } catch {
    return 'en';
  }
}, 1_000);
