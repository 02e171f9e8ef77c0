import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import './notice.css';

type NoticeProps = {
  readonly icon: Icon;
  readonly tone?: 'accent' | 'amber' | 'grey';
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
};

/** A page or box that has nothing to list: what it is for, one picture, at most two ways on. */
export function Notice({ icon: Picture, tone = 'accent', title, children, actions }: NoticeProps) {
  return (
    <div className="notice">
      <span className={`notice-picture ${tone}`}>
        <Picture size={30} stroke={1.5} aria-hidden />
      </span>
      <h2>{title}</h2>
      {children}
      {actions ? <div className="notice-actions">{actions}</div> : null}
    </div>
  );
}
