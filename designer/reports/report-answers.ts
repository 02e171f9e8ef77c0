import type { CaseSummary } from '../../domain/cases/case-report.ts';

export const reportGroups = ['rep', 'team', 'queue', 'priority'] as const;
export type ReportGroup = (typeof reportGroups)[number];

/** What happened to some of the cases; a group without a key has what belongs to nobody. */
export type GroupSummary = CaseSummary & { readonly key: string | null; readonly name: string | null };

/** The report of a period, as the API gives it. */
export type CaseReport = {
  readonly from: string;
  readonly to: string;
  readonly calendar: string;
  readonly zone: string;
  readonly total: CaseSummary;
  readonly groups: readonly GroupSummary[];
};
