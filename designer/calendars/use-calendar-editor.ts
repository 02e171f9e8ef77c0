import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Calendar, CalendarPreview } from '../api/calendar-answers.ts';
import { post, put } from '../api/client.ts';
import { Problem } from '../api/problem.ts';
import { tellDone, tellProblem } from '../elements/tell.tsx';
import { useIssueAt } from '../elements/use-issue-at.ts';
import { bodyOfCalendar, type CalendarDraft, draftOfCalendar } from './calendar-draft.ts';
import { problemsOfCalendar } from './calendar-problems.ts';
import { useAhead } from './use-ahead.ts';

const same = (a: CalendarDraft, b: CalendarDraft) =>
  JSON.stringify(bodyOfCalendar(a)) === JSON.stringify(bodyOfCalendar(b));

type Editing = {
  /** As it was last read or stored; what a new one begins as. */
  readonly calendar: Calendar;
  readonly isNew: boolean;
  readonly mayEdit: boolean;
};

/** The draft of a calendar, what is wrong with it, what it would move, and how it is stored. */
export function useCalendarEditor({ calendar, isNew, mayEdit }: Editing) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [base, setBase] = useState(calendar);
  const [draft, setDraft] = useState(() => draftOfCalendar(calendar));
  const problems = problemsOfCalendar(draft);
  const valid = Object.keys(problems).length === 0;
  const dirty = isNew || !same(draft, draftOfCalendar(base));
  const preview = useAhead<CalendarPreview>(`/api/calendars/${base.key}/preview`, {
    body: bodyOfCalendar(draft),
    wanted: mayEdit && valid && dirty && !isNew,
  });
  const load = (loaded: Calendar) => {
    setBase(loaded);
    setDraft(draftOfCalendar(loaded));
  };
  const saving = useMutation({
    mutationFn: () =>
      isNew
        ? post<Calendar>('/api/calendars', { key: base.key, ...bodyOfCalendar(draft) })
        : put<Calendar>(
            `/api/calendars/${base.key}`,
            bodyOfCalendar(draft),
            base.version === 0 ? undefined : base.version,
          ),
    onSuccess: async (saved) => {
      load(saved);
      await client.invalidateQueries({ queryKey: ['calendars'] });
      void client.invalidateQueries({ queryKey: ['agenda'] });
      tellDone(t('calendars.saved'));
    },
    onError: (error) => {
      if (!(error instanceof Problem && (error.issues.length > 0 || error.status === 412))) tellProblem(error);
    },
  });
  const issueAt = useIssueAt(saving.error);
  const problemAt = (place: string) => {
    const problem = problems[place];
    if (problem !== undefined) return t(`calendars.problem.${problem}`);
    return place.includes('/') && !place.startsWith('source') ? undefined : issueAt(place);
  };
  const change = (part: Partial<CalendarDraft>) => setDraft((before) => ({ ...before, ...part }));
  return { base, draft, change, load, valid, dirty, preview, saving, problemAt };
}
