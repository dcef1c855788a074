import { z } from 'zod';

const OPACITY = 'opacity must be a number from 0 to 1';

/** `opacity` in a request: how much of the map a drawing shows. */
export const OPACITY_OPTION = z
  .number(OPACITY)
  .min(0, OPACITY)
  .max(1, OPACITY)
  .meta({
    description:
      'Of the map in a drawing: 0 is the upright image alone, 1 the default. The numbers do not depend on it.',
  })
  .optional();
