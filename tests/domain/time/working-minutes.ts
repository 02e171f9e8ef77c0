/**
 * Whether people work at a moment (ms): Monday to Friday, nine to five, by the zone's own clock, which is asked for each minute. Slow, and
 * nothing of it is how the product counts.
 */
export function workingMinutes(zone: string): (at: number) => boolean {
  const known = new Map<number, boolean>();
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    hour: '2-digit',
    hourCycle: 'h23',
  });
  return (at) => {
    const minute = Math.floor(at / 60_000);
    const answer = known.get(minute);
    if (answer !== undefined) return answer;
    const parts = Object.fromEntries(clock.formatToParts(minute * 60_000).map(({ type, value }) => [type, value]));
    const hour = Number(parts.hour);
    const works = !['Sat', 'Sun'].includes(parts.weekday ?? '') && hour >= 9 && hour < 17;
    known.set(minute, works);
    return works;
  };
}
