import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { stepIcon } from '../canvas/step-icons.ts';
import { Square } from '../elements/square.tsx';
import { When } from '../elements/when.tsx';
import type { StoryEntry } from './story.ts';

/** Why it turned out so: sentences, the values read, the messages. */
export function Why({ entry, test }: { entry: StoryEntry; test: boolean }) {
  const { t } = useTranslation();
  if (entry.reasons.length + entry.values.length + entry.messageIds.length === 0) return null;
  return (
    <div className="why">
      {entry.reasons.map((reason) => (
        <p key={reason}>{reason}</p>
      ))}
      {entry.values.length > 0 ? (
        <p className="why-values">
          {entry.values.map(({ label, value }) => (
            <span key={label}>
              <b>{label}</b> <code>{value}</code>
            </span>
          ))}
        </p>
      ) : null}
      {entry.messageIds.map((id) => (
        <p key={id}>
          <Link to={`/messages/${id}${test ? '?test=true' : ''}`}>{t('story.openMessage')}</Link>
        </p>
      ))}
    </div>
  );
}

type StoryListProps = {
  /** Messages of a test run stand apart. */
  readonly test?: boolean;
  readonly entries: readonly StoryEntry[];
  /** What the list is called; the story of a run where nothing is said. */
  readonly label?: string;
  /** Entries have no time of their own. */
  readonly timeless?: boolean;
};

/** A run as a vertical story: each stop with its time and the reason of its turn. */
export function StoryList({ test = false, entries, label, timeless = false }: StoryListProps) {
  const { t } = useTranslation();
  return (
    <ol className="story" aria-label={label ?? t('run.story')}>
      {entries.map((entry) => (
        <li key={entry.key}>
          <Square icon={stepIcon(entry.icon)} group={entry.group} small />
          <div className="story-head">
            <b className={entry.tone}>{entry.href ? <Link to={entry.href}>{entry.title}</Link> : entry.title}</b>
            {timeless ? null : (
              <span className="when">{entry.at ? <When at={entry.at} clock /> : t('story.planned')}</span>
            )}
          </div>
          <Why entry={entry} test={test} />
        </li>
      ))}
    </ol>
  );
}
