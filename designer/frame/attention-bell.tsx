import { ActionIcon, Indicator, Popover } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { When } from '../elements/when.tsx';
import { SubjectName } from '../records/subject-name.tsx';
import { useWorkflowName } from '../workflows/use-workflows.ts';
import { useIncidents } from './use-incidents.ts';
import './attention-bell.css';

/** What waits for a person: stopped runs, with what stopped them. */
export function AttentionBell() {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const { count, runs } = useIncidents();
  const nameOf = useWorkflowName();
  const close = () => setOpened(false);
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={340} shadow="md">
      <Indicator disabled={count === 0} color="orange.8" size={8} offset={5}>
        <Popover.Target>
          <ActionIcon
            variant="default"
            size={34}
            aria-label={t('attention.label', { count })}
            onClick={() => setOpened(!opened)}
          >
            <IconBell size={18} stroke={1.5} />
          </ActionIcon>
        </Popover.Target>
      </Indicator>
      <Popover.Dropdown p={0} aria-label={t('attention.title')}>
        <div className="bell-head">{t('attention.title')}</div>
        {runs.length === 0 ? <p className="bell-empty">{t('attention.none')}</p> : null}
        <ul className="bell-list">
          {runs.slice(0, 6).map((run) => (
            <li key={run.id}>
              <Link to={`/runs/${run.id}`} onClick={close}>
                <b>
                  <SubjectName subject={run.subject} test={run.test === true} />
                </b>
                <span>{run.error?.message ?? t('runState.incident')}</span>
                <span>
                  {nameOf(run.workflow)} · <When at={run.startedAt} />
                </span>
              </Link>
            </li>
          ))}
        </ul>
        {count > 0 ? (
          <Link className="bell-all" to="/runs?state=incident" onClick={close}>
            {t('attention.all', { count })}
          </Link>
        ) : null}
      </Popover.Dropdown>
    </Popover>
  );
}
