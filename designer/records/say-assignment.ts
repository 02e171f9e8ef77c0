import type { Saying } from './say-value.ts';

/** Why something is whose it is, as the engine keeps it. */
export type KeptAssignment = {
  readonly by?: unknown;
  readonly queue?: unknown;
  readonly reason: Readonly<Record<string, unknown>>;
};

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);

/** Most people who are named as passed over. */
const mostNamed = 5;

/** Why somebody has it, or nobody, sentence by sentence. `rule`: the condition that was true, in words. */
export function sayAssignment(
  { by, queue, reason }: KeptAssignment,
  { t, words }: Pick<Saying, 't' | 'words'>,
  rule: string | null = null,
): readonly string[] {
  const { skills, territory, insteadOf } = reason;
  const place = typeof reason.rule === 'number' ? reason.rule : null;
  const parts = [
    t(`assignment.by.${text(by) ?? 'user'}`, { open: String(reason.open ?? 0) }),
    place === null ? null : t('assignment.rule', { place: String(place) }) + (rule === null ? '' : `: ${rule}`),
    Array.isArray(skills) ? t('assignment.skills', { skills: skills.join(', ') }) : null,
    text(territory) ? t('assignment.territory', { territory: text(territory) }) : null,
    text(insteadOf) ? t('assignment.insteadOf', { name: words.userName(text(insteadOf) ?? '') }) : null,
    passedOver(reason.passedOver, { t, words }),
    by === 'nobody' && text(queue) ? t('assignment.queue', { queue: text(queue) }) : null,
  ];
  return parts.filter((part) => part !== null);
}

function passedOver(people: unknown, { t, words }: Pick<Saying, 't' | 'words'>): string | null {
  if (!Array.isArray(people) || people.length === 0) return null;
  const named = people.slice(0, mostNamed).map(({ userId, why }: Record<string, unknown>) =>
    t('assignment.person', {
      name: words.userName(String(userId)),
      why: t(`assignment.why.${String(why)}`, { defaultValue: String(why) }),
    }),
  );
  const more = people.length > mostNamed ? [t('assignment.more', { number: people.length - mostNamed })] : [];
  return t('assignment.passedOver', { people: [...named, ...more].join(', ') });
}
