import {
  type Icon,
  IconBolt,
  IconCheckbox,
  IconHistory,
  IconMessages,
  IconPointFilled,
  IconRoute,
  IconSend,
  IconUserCheck,
  IconUserShare,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import type { Page, TimelineItem } from '../api/answers.ts';
import { get, query } from '../api/client.ts';
import { EndlessList, usePages } from '../elements/endless-list.tsx';
import { dateAndTime } from '../elements/format-time.ts';
import { Notice } from '../elements/notice.tsx';
import { Square } from '../elements/square.tsx';
import { useTimeFormat } from '../elements/use-time-format.ts';
import { When } from '../elements/when.tsx';
import { useWorkflowName } from '../workflows/use-workflows.ts';
import { describeTimelineItem } from './timeline-text.ts';
import { useSaying } from './use-saying.ts';

const pictures: Readonly<Record<string, { icon: Icon; group: 'messages' | 'records' | 'flow' | 'people' }>> = {
  message: { icon: IconSend, group: 'messages' },
  event: { icon: IconBolt, group: 'flow' },
  interaction: { icon: IconMessages, group: 'records' },
  task: { icon: IconCheckbox, group: 'records' },
  run: { icon: IconRoute, group: 'flow' },
  approval: { icon: IconUserCheck, group: 'people' },
  assignment: { icon: IconUserShare, group: 'people' },
  change: { icon: IconHistory, group: 'flow' },
};

function titleNode(title: string, href: string | null): ReactNode {
  return href ? <Link to={href}>{title}</Link> : title;
}

function Entry({ item, type }: { item: TimelineItem; type: RecordTypeKey }) {
  const saying = useSaying();
  const format = useTimeFormat();
  const formatTime = (iso: string) => dateAndTime(Date.parse(iso), format);
  const nameOf = useWorkflowName();
  const picture = pictures[item.kind] ?? { icon: IconPointFilled, group: 'flow' as const };
  const { title, detail, href } = describeTimelineItem(item, { ...saying, type, nameOf, formatTime });
  return (
    <li>
      <Square icon={picture.icon} group={picture.group} small />
      <div className="timeline-text">
        <b>{titleNode(title, href)}</b>
        {detail ? <p>{detail}</p> : null}
      </div>
      <span className="timeline-when">
        <When at={item.at} />
      </span>
    </li>
  );
}

/** Everything that happened to a record, newest first. */
export function Timeline({ type, id }: { type: RecordTypeKey; id: string }) {
  const { t } = useTranslation();
  const pages = usePages<TimelineItem>(['timeline', type, id], (cursor, signal) =>
    get<Page<TimelineItem>>(`/api/records/${type}/${id}/timeline${query({ limit: 30, cursor })}`, signal),
  );
  return (
    <EndlessList
      counted={false}
      query={pages}
      empty={
        <Notice icon={IconHistory} tone="grey" title={t('timeline.empty')}>
          <p>{t('timeline.emptyHelp')}</p>
        </Notice>
      }
    >
      {(items) => (
        <ol className="timeline">
          {items.map((item) => (
            <Entry key={`${item.kind}-${item.id}`} item={item} type={type} />
          ))}
        </ol>
      )}
    </EndlessList>
  );
}
