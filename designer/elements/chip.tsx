import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import './chip.css';

export type Tone = 'blue' | 'grey' | 'green' | 'amber' | 'red' | 'accent';

/** How a state looks wherever it is shown. */
export type Look = { readonly tone: Tone; readonly icon: Icon };

/** A meaning: always an icon and a word, never colour alone. */
export function Chip({ tone = 'grey', icon: IconPart, children }: { tone?: Tone; icon?: Icon; children: ReactNode }) {
  return (
    <span className={`chip chip-${tone}`}>
      {IconPart ? <IconPart size={13} stroke={1.7} aria-hidden /> : null}
      {children}
    </span>
  );
}
