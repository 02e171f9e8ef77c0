import type { CalendarDraft } from './calendar-draft.ts';

/** What the parts of a calendar's editor share. */
export type PartProps = {
  readonly draft: CalendarDraft;
  readonly change: (part: Partial<CalendarDraft>) => void;
  /** What is wrong at a place: domain/time says it by path, rows of lists go by their id. */
  readonly problemAt: (place: string) => string | undefined;
  readonly readOnly: boolean;
};
