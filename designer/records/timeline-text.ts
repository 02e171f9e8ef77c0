import { fieldsOf, type RecordTypeKey } from '../../domain/records/record-types.ts';
import type { TimelineItem } from '../api/answers.ts';
import { humanise, type Words } from '../i18n/words.ts';
import { eventPropertyTexts } from './event-properties.ts';
import { inOrder } from './field-order.ts';
import { sayAssignment } from './say-assignment.ts';
import { fieldOf, type Saying, sayField } from './say-value.ts';

type Context = Saying & { readonly type: RecordTypeKey; readonly nameOf: (workflow: string) => string };
type TimelineText = { readonly title: string; readonly detail: string | null; readonly href: string | null };

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** One entry of a timeline in words. */
export function describeTimelineItem(item: TimelineItem, context: Context): TimelineText {
  const { t, words, nameOf } = context;
  switch (item.kind) {
    case 'message':
      return messageText(item, context);
    case 'run':
      return {
        title: t('timeline.run', { workflow: nameOf(text(item.workflow) ?? '') }),
        detail: t(`runState.${text(item.state) ?? 'running'}`),
        href: `/runs/${item.id}`,
      };
    case 'task':
      return {
        title: t('timeline.task', { title: text(item.title) ?? '' }),
        detail: text(item.status) ? words.choice(String(item.status)) : null,
        href: `/records/task/${item.id}`,
      };
    case 'interaction':
      return {
        title: words.choice(text(item.interactionKind) ?? text(item.type) ?? 'note'),
        detail: text(item.body) ?? text(item.outcome),
        href: `/records/interaction/${item.id}`,
      };
    case 'approval':
      return {
        title: t(item.approvalKind === 'ask' ? 'timeline.ask' : 'timeline.approval', { title: text(item.title) ?? '' }),
        detail: t(`approvalState.${text(item.state) ?? 'open'}`),
        href: `/approvals/${item.id}`,
      };
    case 'event':
      return {
        title: capital(t(`event.${text(item.type) ?? ''}`, { defaultValue: text(item.type) ?? '' })),
        detail: isObject(item.properties)
          ? joined(eventPropertyTexts(text(item.type) ?? '', item.properties, context))
          : null,
        href: null,
      };
    case 'assignment':
      return assignmentText(item, context);
    case 'change':
      return {
        title: t(`timeline.change.${text(item.action) ?? 'updated'}`, { defaultValue: t('timeline.change.updated') }),
        detail: changesText(item.changes, context),
        href: null,
      };
    default:
      return { title: text(item.title) ?? humanise(item.kind), detail: null, href: null };
  }
}

const messageText = (item: TimelineItem, { t, words }: Context): TimelineText => ({
  title: text(item.subject) ?? t(`channel.${text(item.channel) ?? 'email'}`),
  detail: joined([t(`messageState.${text(item.state) ?? 'planned'}`), reason(item, words), text(item.to)]),
  href: `/messages/${item.id}`,
});

const assignmentText = (item: TimelineItem, context: Context): TimelineText => ({
  title: assignmentTitle(item, context),
  detail: joined(sayAssignment({ ...item, reason: isObject(item.reason) ? item.reason : {} }, context)),
  href: text(item.runId) ? `/runs/${item.runId}` : null,
});

/** Who has it, or where it waits. */
function assignmentTitle({ userId, queue, by }: TimelineItem, { t, words }: Context): string {
  const user = text(userId);
  if (user) return t('timeline.assigned', { name: words.userName(user) });
  return by === 'claim' ? t('timeline.putBack', { queue: text(queue) ?? '' }) : t('timeline.assignedNobody');
}

const joined = (parts: readonly (string | null)[]) => parts.filter((part) => part !== null).join(' · ') || null;

function reason(item: TimelineItem, words: Words): string | null {
  const code = text(item.reason);
  return code ? words.reason(code) : null;
}

/** "Status: New → Hot", in the order of the type's fields. References to other records are left out: their ids say nothing. */
function changesText(changes: unknown, context: Context): string | null {
  if (!isObject(changes)) return null;
  const { type, words } = context;
  const currency = isObject(changes.currency) ? changes.currency.new : undefined;
  const told = inOrder(fieldsOf(type)).filter(({ key, kind }) => isObject(changes[key]) && kind !== 'reference');
  const own = Object.keys(changes).filter((key) => isObject(changes[key]) && fieldOf(type, key) === null);
  return joined(
    [...told.map(({ key }) => key), ...own].slice(0, 6).map((key) => {
      const change = changes[key];
      const { old, new: now } = isObject(change) ? change : {};
      const say = (value: unknown) => sayField(fieldOf(type, key), value, context, currency);
      return `${words.fieldOf(type, key)}: ${old === null || old === undefined ? '' : `${say(old)} → `}${say(now)}`;
    }),
  );
}

const capital = (words: string) => words.charAt(0).toLocaleUpperCase() + words.slice(1);
