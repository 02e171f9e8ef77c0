import { Tooltip } from '@mantine/core';
import { exactTime, relativeTime, shortTime } from './format-time.ts';
import { useNow } from './use-now.ts';
import { useTimeFormat } from './use-time-format.ts';

/** A time: relative (or short clock time), the exact time with its zone on hover and focus. */
export function When({ at, clock = false }: { at: string; clock?: boolean }) {
  const now = useNow();
  const format = useTimeFormat();
  const time = Date.parse(at);
  if (Number.isNaN(time)) return <span>{at}</span>;
  return (
    <Tooltip label={exactTime(time, format)}>
      <time className="figures" dateTime={at}>
        {clock ? shortTime(time, now, format) : relativeTime(time, now, format.locale)}
      </time>
    </Tooltip>
  );
}
