import type { ActResult } from '../../crm/approvals/act-on-approval.ts';
import { type ApprovalLink, fieldLabels, type LinkEnd } from '../../crm/approvals/approval-link.ts';
import type { StoredApproval } from '../../crm/approvals/approval-row.ts';
import { decisions, type Slot } from '../../domain/approvals/approval.ts';
import type { AskField } from '../../domain/approvals/ask-field.ts';
import { errorCatalogue } from '../../domain/errors.ts';
import type { Json, JsonObject } from '../../domain/json.ts';
import { labelIn } from '../../domain/locales/label-in.ts';
import { recordTypes } from '../../domain/records/record-types.ts';
import { isZone } from '../../domain/time/zone.ts';
import { escapeHtml, page } from '../frame/page.ts';
import { approvalPageTexts } from './approval-page-texts.ts';
import type { PageLanguage } from './link-page.ts';

/** An act that was refused. */
type Refused = Extract<ActResult, { kind: 'refused' }>;
type Words = (typeof approvalPageTexts)[PageLanguage];
/** How times and amounts are written. */
type Style = { readonly language: PageLanguage; readonly words: Words; readonly zone: string };

/** The page's language: the person's own, else the browser's. */
export function pageLanguage(own: string | null, accepted: PageLanguage): PageLanguage {
  const tag = own?.slice(0, 2).toLowerCase();
  return tag === 'en' || tag === 'pl' ? tag : accepted;
}

/** What somebody is asked, with forms to decide or answer; without a script. When nothing can be done any more it says why. */
export function approvalPage(
  link: ApprovalLink,
  { language, zone, told, problem }: { language: PageLanguage; zone: string; told?: boolean; problem?: Refused },
): string {
  const words = approvalPageTexts[language];
  const style: Style = { language, words, zone: link.zone !== null && isZone(link.zone) ? link.zone : zone };
  const { stored, end } = link;
  const body = [
    ...(told ? [`<p role="status"><strong>${words.done}</strong></p>`] : []),
    ...(problem === undefined
      ? []
      : [`<p role="alert"><strong>${words.wrong}</strong> ${escapeHtml(problemText(problem, stored, words))}</p>`]),
    ...(end && !told ? [`<p role="status">${endText(end, style)}</p>`] : []),
    ...(end?.kind === 'voided' ? [diffTable(stored, style)] : []),
    ...about(stored, style),
    ...(end || told
      ? []
      : [stored.kind === 'ask' ? answerForm(stored.terms.fields, style) : decisionForm(stored, style)]),
    othersList(link, style),
    commentList(link, style),
  ];
  const title = end && !told ? words.over : stored.title;
  return page({ title, body: body.join('\n'), language, narrow: true });
}

/** Why it was refused and can be tried again, in the reader's language. */
function problemText({ code, issues }: Refused, { terms }: StoredApproval, words: Words): string {
  if (code === 'no-round-left') return words.lastRound;
  const said = (issues ?? []).map((issue) => {
    const key = issue.path.split('/').at(-1) ?? '';
    if (issue.path === '/comment') return words.needed.comment;
    const label = terms.fields.find((field) => field.key === key)?.label ?? key;
    return issue.code === 'required' ? words.needed.answer(label) : words.unfit(label);
  });
  return said.length > 0 ? said.join(' ') : errorCatalogue[code === 'no-such-user' ? 'invalid' : code].title;
}

/** A role, team or queue as it is called. */
function groupText({ ref = {}, group }: Slot, { groups }: Words): string {
  const kind = (Object.keys(groups) as (keyof Words['groups'])[]).find((key) => typeof ref[key] === 'string');
  return kind === undefined ? (group ?? '') : `${groups[kind]} ${String(ref[kind])}`;
}

function about(stored: StoredApproval, style: Style): string[] {
  const { title, description, submitterName, standing, kind } = stored;
  const { words } = style;
  const facts = [
    words[kind],
    ...(submitterName ? [words.submitted(submitterName)] : []),
    ...(standing.deadline === null ? [] : [words.until(timeText(standing.deadline, style))]),
  ];
  const rows = Object.entries(stored.bound).map(
    ([field, value]) => [labelOf(stored, field, style), valueText(field, value, stored, style)] as const,
  );
  return [
    `<p><strong>${escapeHtml(title)}</strong><br><small>${facts.map(escapeHtml).join(' · ')}</small></p>`,
    ...(description === null ? [] : [`<p>${escapeHtml(description).replaceAll('\n', '<br>')}</p>`]),
    ...(rows.length === 0 ? [] : [`<h2>${words.content}</h2>${table(rows)}`]),
  ];
}

const table = (rows: readonly (readonly [string, string])[]) =>
  `<table>${rows.map(([label, value]) => `<tr><th scope="row">${escapeHtml(label)}</th><td>${escapeHtml(value)}</td></tr>`).join('')}</table>`;

const labelOf = ({ recordType }: StoredApproval, field: string, { language }: Style) =>
  labelIn(language, fieldLabels(recordType).get(field) ?? field);

function endText(end: LinkEnd, style: Style): string {
  const { words } = style;
  if (end.kind === 'waiting' || end.kind === 'voided' || end.kind === 'recalled' || end.kind === 'not-asked')
    return words.end[end.kind];
  const at = timeText(end.at, style);
  if (end.kind === 'expired') return escapeHtml(words.end.expired(at));
  if (end.kind === 'moved') return escapeHtml(words.end.moved(end.to, at));
  const decision = decisions.find((item) => item === end.decision);
  return escapeHtml(words.end.decided(end.by, decision ? words.decided[decision] : end.decision, at));
}

function diffTable(stored: StoredApproval, style: Style): string {
  const { words } = style;
  const rows = Object.entries(stored.diff ?? {}).flatMap(([field, change]) => {
    if (!isObject(change)) return [];
    const [before, after] = [change.old, change.new].map((value) => valueText(field, value ?? null, stored, style));
    return [[labelOf(stored, field, style), `${words.was}: ${before} · ${words.is}: ${after}`] as const];
  });
  return table(rows);
}

function decisionForm({ standing, terms }: StoredApproval, { words }: Style): string {
  const mayRework = standing.rounds === null || standing.round < standing.rounds;
  const offered = decisions.filter((decision) => decision !== 'rework' || mayRework);
  const needed = terms.commentRequired.filter((decision) => offered.includes(decision));
  const hint =
    needed.length === 0
      ? ''
      : `<small>${words.commentNeeded(needed.map((item) => words.decide[item]).join(', '))}</small>`;
  const buttons = offered.map(
    (decision) =>
      `<button name="decision" value="${decision}"${decision === 'approve' ? ' class="main"' : ''}>${words.decide[decision]}</button>`,
  );
  return `<form method="post"><p><label for="comment">${words.comment}</label><textarea id="comment" name="comment" rows="3" maxlength="5000"></textarea>${hint}</p>
<p class="actions">${buttons.join('\n')}</p></form>`;
}

function answerForm(fields: readonly AskField[], { words }: Style): string {
  return `<form method="post">${fields.map((field) => question(field, words)).join('\n')}<p><button class="main">${words.send}</button></p></form>`;
}

function question({ key, label = key, kind, options = [], required }: AskField, words: Words): string {
  const [name, id] = [`name="answer.${escapeHtml(key)}"`, `id="q-${escapeHtml(key)}"`];
  const needed = required && kind !== 'boolean' ? ' required' : '';
  const text = `<label for="q-${escapeHtml(key)}">${escapeHtml(label)}${required || kind === 'boolean' ? '' : ` <small>(${words.optional})</small>`}</label>`;
  const choices = options.map((option) => `<option>${escapeHtml(option)}</option>`).join('');
  const controls: { readonly [K in AskField['kind']]: string } = {
    text: `<input ${id} ${name} maxlength="10000"${needed}>`,
    longText: `<textarea ${id} ${name} rows="4" maxlength="10000"${needed}></textarea>`,
    number: `<input ${id} ${name} inputmode="decimal"${needed}>`,
    date: `<input ${id} ${name} type="date"${needed}>`,
    boolean: `<input ${id} ${name} type="checkbox">`,
    choice: `<select ${id} ${name}${needed}><option value="">${words.choose}</option>${choices}</select>`,
  };
  return kind === 'boolean' ? `<p>${controls.boolean} ${text}</p>` : `<p>${text}${controls[kind]}</p>`;
}

/** Everybody else's part, with their comments. */
function othersList({ stored, slot }: ApprovalLink, style: Style): string {
  const { words } = style;
  const { names, standing } = stored;
  const rows = standing.slots
    .filter(({ id }) => id !== slot.id)
    .map((other) => {
      const { approverId, state, decision, comment, actedBy, at } = other;
      const who = names[actedBy ?? approverId ?? ''] ?? groupText(other, words);
      const what = decision === undefined ? words.states[state] : words.decided[decision];
      const when = at === undefined ? '' : `, ${timeText(at, style)}`;
      return [who, `${what}${when}${comment === undefined ? '' : ` – ${comment}`}`] as const;
    });
  return rows.length === 0 ? '' : `<h2>${words.others}</h2>${table(rows)}`;
}

function commentList({ comments }: ApprovalLink, style: Style): string {
  const rows = comments.map(({ by, at, text }) => [`${by.name}, ${timeText(at, style)}`, text] as const);
  return rows.length === 0 ? '' : `<h2>${style.words.comments}</h2>${table(rows)}`;
}

function timeText(iso: string, { language, zone }: Style): string {
  const time = Date.parse(iso);
  if (Number.isNaN(time)) return iso;
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', timeZone: zone }).format(time);
}

function valueText(field: string, value: Json, { recordType, bound }: StoredApproval, style: Style): string {
  if (value === null || value === '') return style.words.empty;
  const kind = recordTypes[recordType].fields.find(({ key }) => key === field)?.kind;
  if (kind === 'money' && typeof value === 'number') return amount(value, bound.currency, style);
  if (kind === 'percent') return `${String(value)} %`;
  if (kind === 'dateTime' && typeof value === 'string') return timeText(value, style);
  if (kind === 'lines' && Array.isArray(value)) return value.map((line) => lineText(line)).join('; ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function amount(minor: number, currency: Json | undefined, { language }: Style): string {
  const major = minor / 100;
  if (typeof currency !== 'string') return new Intl.NumberFormat(language, { minimumFractionDigits: 2 }).format(major);
  return new Intl.NumberFormat(language, { style: 'currency', currency }).format(major);
}

function lineText(line: Json): string {
  if (!isObject(line)) return String(line);
  const { quantity = 1, description = '', unitPrice, discountPercent } = line;
  const price = typeof unitPrice === 'number' ? ` à ${(unitPrice / 100).toFixed(2)}` : '';
  const discount = typeof discountPercent === 'number' && discountPercent !== 0 ? ` (−${discountPercent} %)` : '';
  return `${String(quantity)} × ${String(description)}${price}${discount}`;
}

function isObject(value: Json): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
