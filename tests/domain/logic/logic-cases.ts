import { readFileSync } from 'node:fs';
import type { LogicCase } from './disagreements.ts';

/** The table that memory, the processes and the browser all answer alike. */
export const logicCases: readonly LogicCase[] = JSON.parse(
  readFileSync(new URL('../../fixtures/logic-cases.json', import.meta.url), 'utf8'),
);
