import type { ReactNode } from 'react';
import type { Tone } from './chip.tsx';
import './meter.css';

type MeterProps = {
  /** 0 to 100 and beyond. */
  readonly percent: number;
  /** The share in words, beside `children`. */
  readonly share: string;
  readonly tone: Tone;
  readonly children?: ReactNode;
};

/** How much of something is used: words, a share, and a thin bar that says the same. */
export function Meter({ percent, share, tone, children }: MeterProps) {
  const full = Math.min(100, Math.max(0, percent));
  return (
    <div className="meter">
      <span className="meter-words">
        <span>{children}</span>
        <small>{share}</small>
      </span>
      <span className={`meter-track meter-${tone}`} aria-hidden>
        <span style={{ width: `${full}%` }} />
      </span>
    </div>
  );
}
