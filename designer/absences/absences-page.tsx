import { SegmentedControl, Switch } from '@mantine/core';
import { IconBeach, IconCalendarEvent, IconCircleCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Page as ListPage } from '../api/answers.ts';
import type { Absence } from '../api/approval-answers.ts';
import { get, query } from '../api/client.ts';
import { Box } from '../elements/box.tsx';
import { Chip } from '../elements/chip.tsx';
import type { Column } from '../elements/data-table.tsx';
import { dateAndTime } from '../elements/format-time.ts';
import { NoRights } from '../elements/no-rights.tsx';
import { useTimeFormat } from '../elements/use-time-format.ts';
import { useUrlFilters } from '../elements/use-url-filters.ts';
import { Page } from '../frame/page.tsx';
import { useSession } from '../frame/session.tsx';
import { useMay } from '../frame/use-may.ts';
import { type ItemDialogs, ItemList, RowActions } from '../settings/item-list.tsx';
import '../elements/data-table.css';
import '../settings/settings.css';
import { AbsenceDialog } from './absence-dialog.tsx';
import { EndAbsence } from './end-absence.tsx';
import { useMayEditOf } from './use-may-edit-of.ts';
import './absences.css';

const looks = {
  planned: { tone: 'grey', icon: IconCalendarEvent },
  running: { tone: 'amber', icon: IconBeach },
  over: { tone: 'grey', icon: IconCircleCheck },
} as const;

function useColumns(): readonly Column<Absence>[] {
  const { t } = useTranslation();
  const format = useTimeFormat();
  const say = (at: string) => dateAndTime(Date.parse(at), format);
  return [
    { key: 'who', title: t('absences.who'), cell: ({ userName }) => <b>{userName}</b> },
    {
      key: 'when',
      title: t('absences.when'),
      cell: ({ from, until }) => (
        <span className="figures">{t('absences.fromUntil', { from: say(from), until: say(until) })}</span>
      ),
    },
    {
      key: 'state',
      title: t('absences.state'),
      from: 'small',
      cell: ({ state }) => <Chip {...looks[state]}>{t(`absences.state.${state}`)}</Chip>,
    },
    {
      key: 'substitute',
      title: t('absences.substitute'),
      from: 'small',
      cell: ({ substituteId, substituteName, standIn, state }) =>
        state === 'running' && standIn && standIn.id !== substituteId
          ? t('absences.inFact', { named: substituteName ?? t('absences.nobody'), name: standIn.name })
          : (substituteName ?? t('absences.nobody')),
    },
    { key: 'note', title: t('absences.note'), from: 'medium', cell: ({ note }) => note ?? '' },
  ];
}

function Actions({ absence, dialogs }: { absence: Absence; dialogs: ItemDialogs<Absence> }) {
  const { t } = useTranslation();
  const may = useMayEditOf();
  if (!may(absence.userId) || absence.state === 'over') return null;
  const end = absence.state === 'running' ? t('absences.end') : t('absences.remove');
  return (
    <RowActions
      actions={[
        { word: end, name: `${end}: ${absence.userName}`, do: () => dialogs.remove(absence) },
        { word: t('edit'), name: t('absences.editOf', { name: absence.userName }), do: () => dialogs.edit(absence) },
      ]}
    />
  );
}

const keys = ['whose', 'over'] as const;

/** `/absences`: who is away and who stands in; everybody says it of themselves, and of others who has the right. */
export function AbsencesPage() {
  const { t } = useTranslation();
  const [{ whose, over }, change] = useUrlFilters(keys);
  const session = useSession();
  const me = session?.user.id ?? '';
  const [mayRead, mayEdit] = [useMay('absence:read'), useMay('absence:edit')];
  const filters = { userId: whose === 'all' ? null : me, current: over === 'true' ? null : true };
  const absences = useQuery({
    queryKey: ['absences', 'list', filters],
    enabled: mayRead,
    queryFn: ({ signal }) => get<ListPage<Absence>>(`/api/absences${query({ ...filters, limit: 200 })}`, signal),
  });
  const columns = useColumns();
  return (
    <Page title={t('absences.title')} parent={{ title: t('area.approvals.name'), to: '/approvals' }}>
      {mayRead ? (
        <div className="main-column">
          <div className="absence-filters">
            <SegmentedControl
              aria-label={t('absences.whose')}
              value={whose === 'all' ? 'all' : 'mine'}
              data={['mine', 'all'].map((value) => ({ value, label: t(`absences.whose.${value}`) }))}
              onChange={(value) => change({ whose: value === 'all' ? 'all' : '' })}
            />
            <Switch
              label={t('absences.showOver')}
              checked={over === 'true'}
              onChange={({ currentTarget: { checked } }) => change({ over: checked ? 'true' : '' })}
            />
          </div>
          <Box>
            <ItemList
              query={absences}
              label={t('absences.title')}
              empty={t(whose === 'all' ? 'absences.noneAll' : 'absences.none')}
              columns={whose === 'all' ? columns : columns.filter(({ key }) => key !== 'who')}
              idOf={({ id }) => id}
              actions={mayEdit ? (absence, dialogs) => <Actions absence={absence} dialogs={dialogs} /> : null}
              add={mayEdit ? t('absences.new') : null}
              dialog={(absence, onClose) => <AbsenceDialog absence={absence} onClose={onClose} />}
              removal={(absence, onClose) => <EndAbsence absence={absence} onClose={onClose} />}
            />
          </Box>
        </div>
      ) : (
        <NoRights />
      )}
    </Page>
  );
}
