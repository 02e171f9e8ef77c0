import './bar-list.css';

export type Bar = {
  readonly key: string;
  readonly name: string;
  /** What the bar's length says; null for none. */
  readonly value: number | null;
  /** The same in words. */
  readonly text: string;
};

/** Values side by side as bars, the longest of which takes all the room; each is said in words as well. */
export function BarList({ label, bars }: { readonly label: string; readonly bars: readonly Bar[] }) {
  const most = Math.max(0, ...bars.map(({ value }) => value ?? 0));
  const widthOf = (value: number | null) => (value === null || most === 0 ? 0 : (Math.max(0, value) / most) * 100);
  return (
    <ul className="bar-list" aria-label={label}>
      {bars.map(({ key, name, value, text }) => (
        <li key={key}>
          <span className="truncate" title={name}>
            {name}
          </span>
          <span className="bar" aria-hidden>
            {value === null ? null : <span style={{ width: `${widthOf(value)}%` }} />}
          </span>
          <b className="figures">{text}</b>
        </li>
      ))}
    </ul>
  );
}
