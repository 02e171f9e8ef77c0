import { useTranslation } from 'react-i18next';
import type { MessageEvidence } from '../api/answers.ts';
import { Box } from '../elements/box.tsx';
import { When } from '../elements/when.tsx';

/** What was learned about a message after it left, oldest first: delivered, opened, clicked, and whether by a machine. */
export function EvidenceList({ events }: { events: readonly MessageEvidence[] }) {
  const { t } = useTranslation();
  if (events.length === 0) return null;
  return (
    <Box title={t('messages.evidence')}>
      <ul className="short-list">
        {events.map(({ kind, at, bot }) => (
          <li key={`${kind} ${at}`}>
            <span className="grow">
              {t(`evidence.${kind}`, { defaultValue: kind })}
              {bot ? <span className="soft"> · {t('messages.byMachine')}</span> : null}
            </span>
            <span className="short-when">
              <When at={at} clock />
            </span>
          </li>
        ))}
      </ul>
    </Box>
  );
}
