import type { Json, JsonObject } from '../../domain/json.ts';
import type { SettingsChange } from '../workflows/step-form.tsx';
import { isObject, withStep } from './draft-parts.ts';
import { connected, stepConfigured, stepRenamed } from './edit-steps.ts';

/** A draft with what somebody changed in the settings. */
export function settingsChanged(draft: JsonObject, change: SettingsChange): JsonObject {
  if (change.of === 'name') return stepRenamed(draft, change.step, change.name);
  if (change.of === 'line') return connected(draft, { stepId: change.step, outlet: change.outlet }, change.to);
  if (change.of === 'enrollment') return { ...draft, enrollment: change.enrollment };
  if (change.of === 'config') {
    const { step, config } = change;
    return isObject(config) ? stepConfigured(draft, step, config) : withStep(draft, step, (of) => ({ ...of, config }));
  }
  const triggers: readonly Json[] = Array.isArray(draft.triggers) ? draft.triggers : [];
  return { ...draft, triggers: triggers.map((trigger, index) => (index === change.index ? change.trigger : trigger)) };
}

/** What belongs to one gesture: all that is typed into one field, one after the other. */
export function gestureOf(change: SettingsChange): string | null {
  if (change.of === 'line') return null;
  if (change.of === 'name') return `name ${change.step}`;
  const where = change.of === 'config' ? change.step : change.of === 'trigger' ? change.index : '';
  return `${change.of} ${where} ${change.field}`;
}
