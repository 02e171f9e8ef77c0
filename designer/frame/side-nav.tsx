import { Tooltip } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { Link, NavLink, useLocation } from 'react-router';
import { useWaitingApprovals } from '../approvals/use-approvals.ts';
import { useActiveInView } from '../elements/use-active-in-view.ts';
import { type Area, type AreaKey, areas } from './areas.ts';
import { useMyTasks } from './use-attention.ts';
import { useIncidents } from './use-incidents.ts';

function SideLink({ area, count, narrow }: { area: Area; count: number; narrow: boolean }) {
  const { t } = useTranslation();
  const name = t(`area.${area.key}.name`);
  const inside = useLocation().pathname === area.also;
  const Picture = area.icon;
  return (
    <li className="side-item">
      <Tooltip label={name} position="right" disabled={!narrow}>
        <NavLink
          to={area.path}
          className={`side-link${inside ? ' active' : ''}`}
          aria-label={name}
          {...(count > 0 ? { 'aria-description': t('attention.count', { count }) } : {})}
        >
          <Picture size={18} stroke={1.5} aria-hidden />
          <span className="side-word">{name}</span>
        </NavLink>
      </Tooltip>
      {count > 0 ? (
        <span className="side-count" aria-hidden>
          {count > 99 ? '99+' : count}
        </span>
      ) : null}
    </li>
  );
}

/** Main navigation: 220 px, icons only under 1100 px, a bar at the bottom under 640 px. */
export function SideNav() {
  const { t } = useTranslation();
  const narrow = useMediaQuery('(min-width: 640px) and (max-width: 1099px)') ?? false;
  const incidents = useIncidents();
  const { overdue } = useMyTasks();
  const bar = useActiveInView<HTMLElement>();
  const counts: Partial<Record<AreaKey, number>> = {
    approvals: useWaitingApprovals().open,
    runs: incidents.count,
    tasks: overdue,
  };
  return (
    <nav ref={bar} className="side" aria-label={t('frame.navigation')}>
      <Link className="brand" to="/workflows" aria-label={t('frame.home')}>
        <img src="/icon.svg" alt="" />
        <span>Cadenza</span>
      </Link>
      {(['main', 'customers', 'company'] as const).map((group) => (
        <div key={group}>
          {group === 'main' ? null : <div className="side-group">{t(`frame.group.${group}`)}</div>}
          <ul>
            {areas
              .filter((area) => area.group === group)
              .map((area) => (
                <SideLink key={area.key} area={area} count={counts[area.key] ?? 0} narrow={narrow} />
              ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
