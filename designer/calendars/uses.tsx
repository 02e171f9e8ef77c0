import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { CalendarUse } from '../api/calendar-answers.ts';
import { Box } from '../elements/box.tsx';

const kinds = ['company', 'team', 'user', 'policy', 'workflow'] as const;

/** Who works by a calendar, in short: "the company, 2 teams". */
export function sayUses(uses: readonly CalendarUse[], t: TFunction): string {
  const said = kinds.flatMap((kind) => {
    const count = uses.filter((use) => use.kind === kind).length;
    return count === 0 ? [] : [t(`calendars.use.${kind}`, { count })];
  });
  return said.length === 0 ? '–' : said.join(', ');
}

function Use({ use }: { readonly use: CalendarUse }) {
  const { t } = useTranslation();
  if (use.kind === 'company') return <>{t('calendars.useKind.company')}</>;
  const name = use.kind === 'workflow' ? <Link to={`/workflows/${use.id}`}>{use.name}</Link> : use.name;
  return (
    <>
      <span className="soft">{t(`calendars.useKind.${use.kind}`)}</span> {name}
    </>
  );
}

/** Who works by a calendar, by name. */
export function Uses({ uses }: { readonly uses: readonly CalendarUse[] }) {
  const { t } = useTranslation();
  return (
    <Box title={t('calendars.uses')}>
      {uses.length === 0 ? (
        <p className="soft calendar-note">{t('calendars.unused')}</p>
      ) : (
        <ul className="short-list">
          {uses.map((use) => (
            <li key={`${use.kind} ${use.id}`}>
              <Use use={use} />
            </li>
          ))}
        </ul>
      )}
    </Box>
  );
}
