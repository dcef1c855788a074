import { z } from 'zod';
import { RESPONSE_SCHEMAS } from '../openapi/registries.js';

const SECONDS = z.number().min(0);

/** The requests for one URL; times are in seconds with three decimals. */
export const REPORT_ROW = z
  .strictObject({
    num_requested: z.int().min(1),
    processing_time_min: SECONDS,
    processing_time_max: SECONDS,
    processing_time_mean: SECONDS,
  })
  .register(RESPONSE_SCHEMAS, { id: 'ReportRow' });

/** The body of `GET /report`. */
export const REPORT = z
  .union([
    z
      .record(z.string(), REPORT_ROW)
      .meta({ description: 'Each URL with its row, the most requested first.' }),
    z
      .strictObject({ message: z.string() })
      .meta({ description: 'There were no requests in the window.' }),
  ])
  .register(RESPONSE_SCHEMAS, { id: 'Report' });
