import { addNote } from './add-note.ts';
import { addTag } from './add-tag.ts';
import { adjustScore } from './adjust-score.ts';
import { approval } from './approval.ts';
import { askStep } from './ask.ts';
import { assignOwner } from './assign-owner.ts';
import { changeStage } from './change-stage.ts';
import { condition } from './condition.ts';
import { convertLead } from './convert-lead.ts';
import { createCase } from './create-case.ts';
import { createInteraction } from './create-interaction.ts';
import { createInvoice } from './create-invoice.ts';
import { createMeeting } from './create-meeting.ts';
import { createOffer } from './create-offer.ts';
import { createOrder } from './create-order.ts';
import { createRecord } from './create-record.ts';
import { createTask } from './create-task.ts';
import { emitEvent } from './emit-event.ts';
import { end } from './end.ts';
import { escalate } from './escalate.ts';
import { fail } from './fail.ts';
import { generateDocument } from './generate-document.ts';
import { join } from './join.ts';
import { notifyUser } from './notify-user.ts';
import { parallel } from './parallel.ts';
import { removeTag } from './remove-tag.ts';
import { repeat } from './repeat.ts';
import { sendEmail } from './send-email.ts';
import { sendOffer } from './send-offer.ts';
import { sendSms } from './send-sms.ts';
import { sendWebhook } from './send-webhook.ts';
import { setVariables } from './set-variables.ts';
import { split } from './split.ts';
import { startWorkflow } from './start-workflow.ts';
import type { StepType } from './step-type.ts';
import { switchStep } from './switch.ts';
import { updateRecord } from './update-record.ts';
import { wait } from './wait.ts';
import { waitFor } from './wait-for.ts';

/** All step types: a new one is its file and this line. */
export const stepTypes = {
  'send-email': sendEmail,
  'send-sms': sendSms,
  'notify-user': notifyUser,
  'send-webhook': sendWebhook,
  'emit-event': emitEvent,
  'create-record': createRecord,
  'update-record': updateRecord,
  'create-task': createTask,
  'create-interaction': createInteraction,
  'create-meeting': createMeeting,
  'create-case': createCase,
  'create-offer': createOffer,
  'generate-document': generateDocument,
  'send-offer': sendOffer,
  'create-order': createOrder,
  'create-invoice': createInvoice,
  'add-note': addNote,
  'assign-owner': assignOwner,
  'change-stage': changeStage,
  'add-tag': addTag,
  'remove-tag': removeTag,
  'adjust-score': adjustScore,
  'convert-lead': convertLead,
  approval,
  ask: askStep,
  condition,
  switch: switchStep,
  wait,
  'wait-for': waitFor,
  split,
  parallel,
  join,
  repeat,
  'start-workflow': startWorkflow,
  escalate,
  'set-variables': setVariables,
  end,
  fail,
} as const satisfies Readonly<Record<string, StepType>>;

export type StepTypeKey = keyof typeof stepTypes;

/** The step type of a name, undefined when there is none. */
export function stepTypeOf(type: string): StepType | undefined {
  return Object.hasOwn(stepTypes, type) ? stepTypes[type as StepTypeKey] : undefined;
}
