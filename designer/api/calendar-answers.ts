import type { Calendar as Hours } from '../../domain/time/calendar.ts';

export type Holiday = { readonly date: string; readonly name: string };

/** Who works by a calendar, or where it is named. `id`: of the user or team, key of the service level or workflow. */
export type CalendarUse = {
  readonly kind: 'company' | 'team' | 'user' | 'policy' | 'workflow';
  readonly id: string;
  readonly name: string;
};

export type Calendar = Hours & {
  readonly name: string;
  readonly source: { readonly country: string; readonly region?: string } | null;
  readonly publicHolidays: readonly Holiday[];
  readonly version: number;
  readonly builtIn: boolean;
};

export type ListedCalendar = Calendar & { readonly uses: readonly CalendarUse[] };

/** How much would be planned anew, by what it is. */
export type Moved = Readonly<Record<string, number>>;

/** What would be if a calendar were stored so. */
export type CalendarPreview = {
  readonly moved: Moved;
  readonly publicHolidays: readonly Holiday[];
};

/** Whose public holidays are known. */
export type HolidayCountry = {
  readonly country: string;
  readonly name: string;
  readonly regions: readonly { readonly region: string; readonly name: string }[];
};
