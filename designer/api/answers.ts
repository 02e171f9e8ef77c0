import type { DefinitionDiff } from '../../domain/definition/diff.ts';
import type { EnrollmentDecision } from '../../domain/enrollment/decide-enrollment.ts';
import type { Issue } from '../../domain/errors.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Permission } from '../../domain/permissions/permission.ts';
import type { RecordTypeKey } from '../../domain/records/record-types.ts';
import type { RunState } from '../../domain/run/state.ts';
import type { MessageState } from '../../domain/sending/message-state.ts';

/** A page of a list. */
export type Page<T> = { readonly items: readonly T[]; readonly nextCursor: string | null; readonly total?: number };

export type WorkflowState = 'draft' | 'active' | 'paused' | 'archived';

/** A workflow as lists show it; `draft` stands in the single answer only. */
export type Workflow = {
  readonly key: string;
  readonly name: string;
  readonly subject: RecordTypeKey | null;
  readonly state: WorkflowState;
  readonly draft?: JsonObject;
  readonly draftVersion: number;
  readonly publishedVersion: number | null;
  readonly issues?: readonly Issue[];
  readonly description?: string;
  readonly activeRuns?: number;
  readonly incidents?: number;
  readonly held?: number;
  readonly updatedAt?: string;
};

export type WorkflowVersion = {
  readonly version: number;
  readonly note?: string | null;
  readonly createdAt: string;
  readonly publishedBy?: string | null;
  readonly activeRuns?: number;
  readonly definition?: JsonObject;
};

export type StepVisit = {
  readonly stepId: string;
  readonly type: string;
  readonly visit: number;
  readonly outlet?: string | null;
  readonly startedAt: string;
  readonly endedAt?: string | null;
  readonly detail: JsonObject;
  readonly error?: { readonly code: string; readonly message: string } | null;
};

type RunError = { readonly code: string; readonly message: string; readonly stepId?: string };

export type RunPosition = {
  readonly stepId: string;
  readonly since: string;
  readonly dueAt?: string | null;
  readonly waitingFor?: {
    readonly kind: string;
    readonly events?: readonly string[];
    readonly approval?: string;
  } | null;
  readonly error?: { readonly code: string; readonly message: string } | null;
};

export type Run = {
  readonly id: string;
  readonly workflow: string;
  readonly version: number;
  readonly state: RunState;
  readonly subject: { readonly type: RecordTypeKey; readonly id: string; readonly title?: string };
  readonly positions: readonly RunPosition[];
  readonly startedAt: string;
  readonly endedAt?: string | null;
  readonly error?: RunError | null;
  readonly steps?: readonly StepVisit[];
  /** Why it began. */
  readonly origin?: JsonObject;
  readonly temporalUrl?: string | null;
  readonly test?: boolean;
};

export type Message = {
  readonly id: string;
  readonly channel: string;
  readonly state: MessageState;
  readonly reason?: string | null;
  readonly to: string;
  readonly subject?: string | null;
  readonly body?: string | null;
  readonly recordType?: RecordTypeKey | null;
  readonly recordId?: string | null;
  readonly approvalId?: string;
  readonly runId?: string | null;
  readonly stepId?: string | null;
  readonly workflow?: string | null;
  readonly template?: string | null;
  readonly providerId?: string | null;
  readonly response?: string | null;
  readonly hasHtml?: boolean;
  readonly dueAt?: string | null;
  readonly createdAt: string;
  readonly sentAt?: string | null;
  /** In the single answer only. */
  readonly events?: readonly MessageEvidence[];
};

/** What was learned about a message after it left. */
export type MessageEvidence = { readonly kind: string; readonly at: string; readonly bot: boolean };

/** How a rule judged, with the values it read. */
export type Judged = { readonly value: boolean; readonly trace: unknown };

/** What became of a match. */
export type EnrollmentView = {
  readonly id: string;
  readonly triggerId: string;
  readonly state: string;
  readonly reason: string | null;
  readonly runId: string | null;
  readonly at: string;
  readonly trace: unknown;
};

/** An event that the rule of a trigger did not match. */
export type NonMatch = {
  readonly id: string;
  readonly version: number;
  readonly triggerId: string;
  readonly event: string;
  readonly reason: 'rule-false' | 'true-before';
  readonly at: string;
  readonly trace: unknown;
};

/** Why a record is, was or is not in a workflow. */
export type WhyAnswer = {
  readonly enrollments: readonly EnrollmentView[];
  readonly nonMatches: readonly NonMatch[];
  readonly now: {
    readonly version: number;
    readonly paused: boolean;
    readonly triggers: readonly { readonly id: string; readonly type: string; readonly when: Judged | null }[];
    readonly decision: EnrollmentDecision;
  } | null;
};

export type TimelineItem = {
  readonly kind: string;
  readonly id: string;
  readonly at: string;
  readonly [key: string]: unknown;
};

export type LibraryItem = {
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly subject: RecordTypeKey;
  readonly definition: JsonObject;
};

export type Me = {
  readonly user: {
    readonly id: string;
    readonly email: string;
    readonly name: string;
    readonly teamId?: string | null;
    readonly zone?: string | null;
    readonly language?: string | null;
  };
  readonly permissions: readonly Permission[];
  readonly csrfToken?: string | null;
  readonly captured?: boolean;
  /** Everything stands still: no run goes on, no message leaves. */
  readonly paused?: boolean;
};

export type User = {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly roles?: readonly string[];
  readonly teamId?: string | null;
  readonly managerId?: string | null;
  readonly zone?: string | null;
  readonly calendarKey?: string | null;
  readonly active?: boolean;
};

export type Team = {
  readonly id: string;
  readonly name: string;
  readonly leadId?: string | null;
  readonly calendarKey?: string | null;
};

export type Role = {
  readonly key: string;
  readonly name: string;
  readonly builtIn: boolean;
  readonly permissions: readonly Permission[];
};

export type Settings = {
  readonly zone: string;
  readonly calendar: string;
  readonly currency: string;
  readonly mailFrom: string;
  readonly smsFrom: string;
  readonly paused?: boolean;
  readonly captured?: boolean;
};

/** What a person has to look at. */
export type Incident = {
  readonly id: string;
  readonly kind: string;
  readonly code: string;
  readonly message: string;
  readonly workflow: string | null;
  readonly runId: string | null;
  readonly details: unknown;
  readonly createdAt: string;
};

/** Counts of a workflow by step, over runs that began lately. */
export type WorkflowStats = {
  readonly runs: Readonly<Partial<Record<RunState, number>>>;
  readonly steps: readonly {
    readonly stepId: string;
    readonly standing: number;
    readonly incidents: number;
    readonly visits: number;
    readonly outlets: Readonly<Record<string, number>>;
  }[];
};

/** What publishing would change, and how many runs stand at what is changed or gone. */
export type VersionDiff = DefinitionDiff & {
  readonly standing: readonly { readonly stepId: string; readonly runs: number }[];
};
