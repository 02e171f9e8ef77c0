import type { ReactNode } from 'react';
import './box.css';

/** A panel with a hairline border. */
export function Box({ title, flush = false, children }: { title?: string; flush?: boolean; children: ReactNode }) {
  return (
    <section className={flush ? 'box box-flush' : 'box'} {...(title ? { 'aria-label': title } : {})}>
      {title ? <h2 className="box-title">{title}</h2> : null}
      {children}
    </section>
  );
}

export type Fact = { readonly label: string; readonly value: ReactNode };

/** Names and values in two columns. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="facts">
      {facts.map(({ label, value }) => (
        <div key={label} style={{ display: 'contents' }}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What is folded away until asked for. */
export function Fold({ title, children }: { title: string; children: ReactNode }) {
  return (
    <details className="fold">
      <summary>{title}</summary>
      {children}
    </details>
  );
}
