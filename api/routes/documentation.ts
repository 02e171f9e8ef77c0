import { z } from 'zod';
import type { ApiDeps } from '../deps.ts';
import { openApiDocument } from '../frame/openapi.ts';
import { escapeHtml, page } from '../frame/page.ts';
import { html, ok } from '../frame/reply.ts';
import { publicRoute, type Route } from '../frame/route.ts';

/** The description of the API, made from the routes themselves. */
export function documentationRoutes(routes: readonly Route[], { config }: ApiDeps): Route[] {
  const own: Route[] = [
    publicRoute({
      method: 'get',
      path: '/api/openapi.json',
      tag: 'Documentation',
      summary: 'The OpenAPI document of this API',
      guard: { public: 'It describes the product, not its data.' },
      answers: { 200: z.record(z.string(), z.json()) },
      handle: async () => ok(document()),
    }),
    publicRoute({
      method: 'get',
      path: '/api/docs',
      tag: 'Documentation',
      summary: 'The routes as a page',
      guard: { public: 'It describes the product, not its data.' },
      answers: { 200: 'text/html' },
      handle: async () => html(docsPage(all)),
    }),
  ];
  const all = [...routes, ...own];
  let made: Record<string, unknown> | undefined;
  const document = () => {
    made ??= openApiDocument(all, { publicUrl: config.publicUrl });
    return made;
  };
  return own;
}

function docsPage(routes: readonly Route[]): string {
  const tags = [...new Set(routes.map(({ tag }) => tag))].sort();
  const sections = tags.map((tag) => {
    const rows = routes
      .filter((route) => route.tag === tag)
      .map(
        ({ method, path, summary }) =>
          `<tr><td><code>${method.toUpperCase()}</code></td><td><code>${escapeHtml(path)}</code></td><td>${summaryMarkup(summary)}</td></tr>`,
      );
    return `<h2>${escapeHtml(tag)}</h2>\n<table>${rows.join('\n')}</table>`;
  });
  const intro = `<p>Send an API key as <code>Authorization: Bearer …</code>. Every POST accepts <code>Idempotency-Key</code>. Errors are problem
documents (RFC 9457) with a stable <code>code</code>. The full description: <a href="/api/openapi.json">openapi.json</a>.</p>`;
  return page({ title: 'Cadenza API', body: `${intro}\n${sections.join('\n')}` });
}

/** Words between backticks are code. */
const summaryMarkup = (summary: string) => escapeHtml(summary).replaceAll(/`([^`]+)`/g, '<code>$1</code>');
