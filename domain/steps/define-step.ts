import type { StepType } from './step-type.ts';

/**
 * Declares a step type. Registries hold it as `StepType<unknown>`: its functions only ever get a config that its own schema
 * has parsed, which is what the cast rests on.
 */
export function defineStep<C>(step: StepType<C>): StepType {
  return step as unknown as StepType;
}
