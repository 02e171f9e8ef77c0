import type { Json } from '../../domain/json.ts';

export type ChecklistItem = { readonly text: string; readonly done: boolean };

/** The checklist of a task; none where it holds something else. */
export function checklistOf(value: unknown): readonly ChecklistItem[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item: unknown) => {
    if (typeof item === 'string') return [{ text: item, done: false }];
    if (typeof item !== 'object' || item === null) return [];
    const { text, done } = item as { text?: unknown; done?: unknown };
    return typeof text === 'string' ? [{ text, done: done === true }] : [];
  });
}

/** The checklist as it is stored after an item was ticked or unticked. */
export const ticked = (items: readonly ChecklistItem[], at: number): Json =>
  items.map(({ text, done }, index) => ({ text, done: index === at ? !done : done }));
