import { z } from 'zod';

/** How much would be planned anew, by what it is. */
export const movedSchema = z.record(z.string(), z.int());
