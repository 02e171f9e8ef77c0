import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Holiday } from '../api/calendar-answers.ts';
import { Box } from '../elements/box.tsx';
import { useNow } from '../elements/use-now.ts';
import { useLocale } from '../i18n/use-locale.ts';
import type { PartProps } from './editor-part.ts';
import { useHolidayCountries } from './use-calendars.ts';

type PublicHolidaysProps = PartProps & {
  /** Of the country that is chosen; null while they are looked up. */
  readonly holidays: readonly Holiday[] | null;
};

function Source({ draft, change, problemAt, readOnly }: PartProps) {
  const { t } = useTranslation();
  const locale = useLocale();
  const names = new Intl.DisplayNames(locale, { type: 'region', fallback: 'none' });
  const countries = useHolidayCountries().data?.items ?? [];
  const options = countries
    .map(({ country, name }) => ({ value: country, label: names.of(country) ?? name }))
    .sort((a, b) => a.label.localeCompare(b.label, locale));
  const known = draft.country === '' || options.some(({ value }) => value === draft.country);
  const regions = countries.find(({ country }) => country === draft.country)?.regions ?? [];
  return (
    <div className="fields-grid">
      <NativeSelect
        label={t('calendars.country')}
        value={draft.country}
        disabled={readOnly}
        error={problemAt('source/country')}
        data={[
          { value: '', label: t('calendars.noCountry') },
          ...(known ? [] : [{ value: draft.country, label: names.of(draft.country) ?? draft.country }]),
          ...options,
        ]}
        onChange={(event) => change({ country: event.currentTarget.value, region: '' })}
      />
      {regions.length > 0 ? (
        <NativeSelect
          label={t('calendars.region')}
          value={draft.region}
          disabled={readOnly}
          error={problemAt('source/region')}
          data={[
            { value: '', label: t('calendars.wholeCountry') },
            ...regions.map(({ region, name }) => ({ value: region, label: name })),
          ]}
          onChange={(event) => change({ region: event.currentTarget.value })}
        />
      ) : null}
    </div>
  );
}

/** The public holidays of the coming twelve months. */
function Coming({ holidays }: { readonly holidays: readonly Holiday[] }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const now = useNow();
  const date = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  const coming = holidays.filter((holiday) => holiday.date >= date(now) && holiday.date < date(now + 365 * 86_400_000));
  const say = (iso: string) =>
    new Intl.DateTimeFormat(locale, {
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      timeZone: 'UTC',
    }).format(Date.parse(iso));
  return (
    <section aria-label={t('calendars.coming')}>
      <h3 className="coming-head">{t('calendars.coming')}</h3>
      <ul className="coming">
        {coming.map((holiday) => (
          <li key={holiday.date}>
            <time dateTime={holiday.date}>{say(holiday.date)}</time>
            <span>{holiday.name}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The country, or its region, whose public holidays are free. */
export function PublicHolidays({ holidays, ...part }: PublicHolidaysProps) {
  const { t } = useTranslation();
  return (
    <Box title={t('calendars.publicHolidays')}>
      <Source {...part} />
      {part.draft.country === '' ? (
        <p className="soft calendar-note">{t('calendars.noCountryHelp')}</p>
      ) : holidays === null ? (
        <p className="soft calendar-note" aria-busy="true">
          {t('calendars.lookingUp')}
        </p>
      ) : (
        <Coming holidays={holidays} />
      )}
    </Box>
  );
}
