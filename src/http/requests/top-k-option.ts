import { z } from 'zod';

const TOP_K_MAX = 1000;
const TOP_K_RANGE = `top_k must be an integer from 1 to ${TOP_K_MAX}`;

/** `top_k` in a request: how many predictions to list; without it, none. */
export const TOP_K_OPTION = z
  .int(TOP_K_RANGE)
  .min(1, TOP_K_RANGE)
  .max(TOP_K_MAX, TOP_K_RANGE)
  .meta({ description: 'How many predictions to list, best first. Without it, none.' })
  .optional();
