import { z } from 'zod';
import type { Operation } from '../openapi/operation.js';
import { RESPONSE_SCHEMAS } from '../openapi/registries.js';

export const METRICS_OPERATION: Operation = {
  method: 'get',
  path: '/metrics',
  id: 'metrics',
  summary: 'Give the metrics for Prometheus',
  access: 'metrics',
  answer: {
    description: 'Metrics in the text format of Prometheus.',
    content: [
      {
        mediaType: 'text/plain',
        schema: z.string().register(RESPONSE_SCHEMAS, { id: 'Metrics' }),
      },
    ],
  },
  errors: [],
};
