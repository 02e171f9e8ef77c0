import { Alert, Button, TextInput } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type FormEvent, useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { Calendar, CalendarUse } from '../api/calendar-answers.ts';
import { isProblem } from '../api/problem.ts';
import { Box } from '../elements/box.tsx';
import { LeaveGuard } from '../elements/leave-guard.tsx';
import { SuggestedInput } from '../elements/suggested-input.tsx';
import { useNow } from '../elements/use-now.ts';
import { countedDays } from './calendar-days.ts';
import { bodyOfCalendar, type CalendarDraft } from './calendar-draft.ts';
import { CalendarStrip } from './calendar-strip.tsx';
import type { PartProps } from './editor-part.ts';
import { HolidayEditor } from './holiday-editor.tsx';
import { PublicHolidays } from './public-holidays.tsx';
import { SpecialDays } from './special-days.tsx';
import { useCalendarEditor } from './use-calendar-editor.ts';
import { useHolidays } from './use-holidays.ts';
import { useSayMoved } from './use-say-moved.ts';
import { Uses } from './uses.tsx';
import { WeekEditor } from './week-editor.tsx';

function Name({ draft, change, problemAt, readOnly }: PartProps) {
  const { t } = useTranslation();
  return (
    <Box title={t('calendars.general')}>
      <div className="fields-grid">
        <TextInput
          label={t('calendars.name')}
          value={draft.name}
          error={problemAt('name')}
          disabled={readOnly}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <SuggestedInput
          label={t('calendars.zone')}
          suggest="timeZone"
          value={draft.zone}
          error={problemAt('zone')}
          disabled={readOnly}
          onChange={(event) => change({ zone: event.currentTarget.value })}
        />
      </div>
    </Box>
  );
}

type EditorProps = {
  readonly calendar: Calendar;
  readonly isNew: boolean;
  readonly mayEdit: boolean;
  readonly uses: readonly CalendarUse[];
  /** Reads it again: somebody else has changed it. */
  readonly onReload: () => Promise<Calendar | undefined>;
};

type FootProps = {
  readonly editor: ReturnType<typeof useCalendarEditor>;
  readonly isNew: boolean;
  readonly onReload: EditorProps['onReload'];
};

/** What saving would move, and the way on. */
function Foot({ editor, isNew, onReload }: FootProps) {
  const { t } = useTranslation();
  const sayMoved = useSayMoved();
  const { saving, preview, valid, dirty, load, base } = editor;
  const reload = () =>
    void onReload().then((newer) => {
      saving.reset();
      if (newer) load(newer);
    });
  return (
    <div className="calendar-foot">
      {isProblem(saving.error, 'version-conflict') ? (
        <Alert color="orange" variant="light" role="alert" p="xs" icon={<IconAlertTriangle size={16} />}>
          {t('calendars.conflict')}{' '}
          <Button variant="subtle" size="compact-sm" onClick={reload}>
            {t('records.reload')}
          </Button>
        </Alert>
      ) : null}
      <p className="calendar-moves" aria-live="polite">
        {!valid ? t('calendars.problems') : isNew || !dirty ? '' : sayMoved(preview)}
      </p>
      <div className="form-foot">
        <Button type="submit" loading={saving.isPending} disabled={!dirty || !valid}>
          {isNew ? t('create') : t('save')}
        </Button>
        {dirty && !isNew ? (
          <Button variant="default" onClick={() => load(base)}>
            {t('discard')}
          </Button>
        ) : null}
      </div>
    </div>
  );
}

/** The strip counts the last draft that made sense. */
function useCountedDays(draft: CalendarDraft, holidays: ReturnType<typeof useHolidays>['data'], valid: boolean) {
  const now = useNow();
  const body = JSON.stringify(bodyOfCalendar(draft));
  return useMemo(() => {
    if (!valid) return null;
    const calendar = { ...JSON.parse(body), key: 'draft' };
    return countedDays(calendar, { publicHolidays: holidays ?? [], now, count: 14 });
  }, [valid, body, holidays, now]);
}

/** The parts of a calendar with what they come to; without the right to change it only to read. */
export function CalendarEditor({ calendar, isNew, mayEdit, uses, onReload }: EditorProps) {
  const navigate = useNavigate();
  const editor = useCalendarEditor({ calendar, isNew, mayEdit });
  const { draft, change, problemAt, saving, dirty, valid } = editor;
  const holidays = useHolidays(draft);
  const days = useCountedDays(draft, holidays.data, valid);
  const made = isNew ? saving.data?.key : undefined;
  useEffect(() => {
    if (made !== undefined) void navigate(`/settings/calendars/${made}`, { replace: true });
  }, [made, navigate]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (valid && dirty) saving.mutate();
  };
  const part = { draft, change, problemAt, readOnly: !mayEdit };
  return (
    <form onSubmit={submit} noValidate className="main-column">
      <LeaveGuard dirty={dirty && mayEdit && made === undefined} />
      {days === null ? null : <CalendarStrip days={days} />}
      <div className="with-side">
        <div className="main-column">
          <Name {...part} />
          <WeekEditor {...part} />
          <SpecialDays {...part} />
        </div>
        <div className="side-column">
          {isNew ? null : <Uses uses={uses} />}
          <PublicHolidays {...part} holidays={holidays.data ?? null} />
          <HolidayEditor {...part} />
        </div>
      </div>
      {mayEdit && dirty ? <Foot editor={editor} isNew={isNew} onReload={onReload} /> : null}
    </form>
  );
}
