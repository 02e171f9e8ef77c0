import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useWords } from '../../i18n/words.ts';
import type { Trap } from './traps.ts';

const isError = (trap: Trap) => trap.kind === 'issue' && trap.issue.severity === 'error';

/** What is to be told of a line or a group, in words. */
export function TrapList({ traps }: { readonly traps: readonly Trap[] }) {
  const { t } = useTranslation();
  const words = useWords();
  if (traps.length === 0) return null;
  return (
    <ul className="builder-traps" aria-live="polite">
      {traps.map((trap) => {
        const text = trap.kind === 'issue' ? words.issue(trap.issue) : t(`builder.trap.${trap.kind}`);
        const Icon = trap.kind === 'issue' || trap.kind === 'missing-passes' ? IconAlertTriangle : IconInfoCircle;
        const tone = isError(trap) ? 'error' : trap.kind === 'missing-left-out' ? 'note' : 'warning';
        return (
          <li key={text} data-tone={tone}>
            <Icon size={14} aria-hidden />
            <span>
              {isError(trap) ? `${t('builder.wrong')} ` : ''}
              {text}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
