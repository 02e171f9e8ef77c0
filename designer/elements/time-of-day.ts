/** A time of day as people type it (`9`, `9.30`, `930`, `9:30`) as `HH:MM`; null where it is none. */
export function readTimeOfDay(typed: string): string | null {
  const match = /^(\d{1,2})(?:[:.h ]?(\d{2}))?$/.exec(typed.trim());
  if (!match) return null;
  const [hours, minutes] = [Number(match[1]), Number(match[2] ?? '0')];
  if (hours > 24 || minutes > 59 || (hours === 24 && minutes > 0)) return null;
  return timeOfDay((hours * 60 + minutes) % 1440);
}

/** Minutes from midnight as `HH:MM`. */
export function timeOfDay(minutes: number): string {
  const whole = ((minutes % 1440) + 1440) % 1440;
  return `${String(Math.floor(whole / 60)).padStart(2, '0')}:${String(whole % 60).padStart(2, '0')}`;
}
