import type { Tx } from '../database.ts';
import { documentTemplates } from './document-templates.ts';

type BuiltInTopic = {
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly mode: 'opt-in' | 'opt-out' | 'transactional';
};

const topics: readonly BuiltInTopic[] = [
  { key: 'newsletter', name: 'Newsletter', description: 'News and useful reading, now and then.', mode: 'opt-out' },
  { key: 'offers', name: 'Offers', description: 'Special prices and new products.', mode: 'opt-out' },
  {
    key: 'service',
    name: 'Service',
    description: 'Messages about your requests, offers and orders.',
    mode: 'transactional',
  },
];

type BuiltInTemplate = {
  readonly key: string;
  readonly name: string;
  readonly subject: string;
  readonly preheader: string;
  readonly html: string;
};

/** Texts in a mail of one column that every mail program shows alike. */
const mail = (...paragraphs: readonly string[]) =>
  `<!doctype html>
<html><body style="margin:0;padding:24px;font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:1.5;color:#1c2430">
<div style="max-width:560px;margin:0 auto">
${paragraphs.map((paragraph) => `<p>${paragraph}</p>`).join('\n')}
</div>
</body></html>`;

/** What mails that ask somebody end with. */
const request = (button: string): readonly string[] => [
  '{{#if approval.description}}{{approval.description}}{{/if}}',
  `<a href="{{default links.approval "#"}}">${button}</a>`,
  '{{#if approval.submitter}}Submitted by {{approval.submitter}}. {{/if}}{{#if approval.deadline}}Until {{date approval.deadline}}.{{/if}}',
];

const regards = 'Kind regards<br>{{default owner.name "Your team"}}';
const hello = 'Hello {{default contact.firstName "there"}},';

const templates: readonly BuiltInTemplate[] = [
  {
    key: 'welcome',
    name: 'Welcome',
    subject: 'Welcome, {{default contact.firstName "and hello"}}!',
    preheader: 'Good to have you with us.',
    html: mail(
      hello,
      'thank you for your interest. In the next days we will send you what helps most people to begin.',
      'If you have a question, just answer this mail.',
      regards,
    ),
  },
  {
    key: 'follow-up',
    name: 'Follow-up',
    subject: '{{default contact.firstName "Hello"}}, may we help?',
    preheader: 'A short question.',
    html: mail(
      hello,
      'a few days ago you asked for information. Was it what you were looking for?',
      'Answer this mail and tell us what you need: we call you back.',
      regards,
    ),
  },
  {
    key: 'offer-approval',
    name: 'Approval of an offer',
    subject: '{{#if approval.reminder}}Reminder: {{/if}}Please decide: {{default record.title "an offer"}}',
    preheader: 'An offer waits for your decision.',
    html: mail(
      'Hello,',
      'the offer <b>{{default record.number ""}} {{default record.title ""}}</b> waits for your decision.',
      ...request('Look and decide'),
    ),
  },
  {
    key: 'approval',
    name: 'Request for approval',
    subject: '{{#if approval.reminder}}Reminder: {{/if}}Please decide: {{default approval.title "a request"}}',
    preheader: 'Somebody waits for your decision.',
    html: mail(
      'Hello,',
      '<b>{{default approval.title "A request"}}</b> waits for your decision.',
      ...request('Look and decide'),
    ),
  },
  {
    key: 'ask',
    name: 'Questions',
    subject: '{{#if approval.reminder}}Reminder: {{/if}}{{default approval.title "A few questions"}}',
    preheader: 'We need something from you.',
    html: mail('Hello,', '<b>{{default approval.title "We have a few questions"}}</b>', ...request('Answer')),
  },
  {
    key: 'offer',
    name: 'Offer to a customer',
    subject: 'Our offer: {{default record.title "as discussed"}}',
    preheader: 'As discussed.',
    html: mail(
      hello,
      'as discussed, here is our offer <b>{{default record.number ""}}</b>.{{#if links.offer}} <a href="{{links.offer}}">See the offer, accept or decline it</a>.{{/if}}',
      'We look forward to your answer.',
      regards,
    ),
  },
  {
    key: 'case-escalated',
    name: 'Escalated case',
    subject: 'Escalated: {{default record.number ""}} {{default record.title "a case"}}',
    preheader: 'A case needs you.',
    html: mail(
      'Hello,',
      'the case <b>{{default record.number ""}} {{default record.title ""}}</b> (priority {{default record.priority "unknown"}}) needs your attention.',
      regards,
    ),
  },
];

/**
 * Topics and templates that every installation has. A template that nobody has changed follows the text of this release; what people
 * changed in one stays.
 */
export async function ensureBuiltIns(tx: Tx): Promise<void> {
  await tx.query(
    `INSERT INTO topic (key, name, description, mode, "builtIn")
     SELECT key, name, description, mode, true FROM jsonb_to_recordset($1::jsonb) AS x(key text, name text, description text, mode text)
     ON CONFLICT (key) DO NOTHING`,
    [JSON.stringify(topics)],
  );
  const documents = documentTemplates.map((template) => ({ ...template, channel: 'document' }));
  const mails = templates.map((template) => ({ ...template, channel: 'email' }));
  await tx.query(
    `INSERT INTO template AS t (key, name, channel, subject, preheader, html, "builtIn")
     SELECT key, name, channel, subject, preheader, html, true
     FROM jsonb_to_recordset($1::jsonb) AS x(key text, name text, channel text, subject text, preheader text, html text)
     ON CONFLICT (key) DO UPDATE SET name = excluded.name, subject = excluded.subject, preheader = excluded.preheader,
       html = excluded.html, "updatedAt" = now()
     WHERE t."builtIn" AND t.version = 1 AND t.channel = excluded.channel
       AND (t.name, t.subject, t.preheader, t.html) IS DISTINCT FROM (excluded.name, excluded.subject, excluded.preheader, excluded.html)`,
    [JSON.stringify([...mails, ...documents])],
  );
}
