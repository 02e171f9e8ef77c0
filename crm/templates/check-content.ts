import type { Issue } from '../../domain/errors.ts';
import { checkHtml } from '../../domain/templates/html-check.ts';
import { parseTemplate } from '../../domain/templates/parse-template.ts';
import type { TemplateContent } from './template-list.ts';

/** What stands in the way of a template by itself; what it reads is checked where it is used. */
export function checkContent({ channel, subject, preheader, html, text }: Omit<TemplateContent, 'name'>): Issue[] {
  const parts = { subject, preheader, html, text };
  const found = Object.entries(parts).flatMap(([part, template]) =>
    template === null ? [] : partIssues(part, template),
  );
  const bodies = { email: html ?? text, sms: text, document: html };
  const empty =
    bodies[channel] === null
      ? [issue('required', channel === 'sms' ? 'text' : 'html', 'A template needs a body.')]
      : [];
  const subjectless =
    channel === 'email' && subject === null ? [issue('required', 'subject', 'A mail needs a subject.')] : [];
  return [...found, ...empty, ...subjectless];
}

function partIssues(part: string, template: string): Issue[] {
  const { issues, program } = parseTemplate(template);
  const ofHtml = part === 'html' && program ? checkHtml(program).issues : [];
  return [...issues, ...ofHtml].map(({ code, message, pos }) => issue(code, part, `${message} (line ${pos.line})`));
}

function issue(code: string, part: string, message: string): Issue {
  return { severity: 'error', code, path: `/${part}`, message };
}
