import type { Operation } from '../openapi/operation.js';
import { REPORT } from '../responses/report-schema.js';

export const REPORT_OPERATION: Operation = {
  method: 'get',
  path: '/report',
  id: 'report',
  summary: 'List the most requested URLs, with their times',
  description:
    'Only successful classifications by URL count, cache hits and the URLs of batches included.',
  access: 'report',
  answer: {
    description: 'The most requested URLs of the window, or a message if there were none.',
    content: [
      {
        mediaType: 'application/json',
        schema: REPORT,
        examples: {
          report: {
            'https://example.com/dog.jpg': {
              num_requested: 2,
              processing_time_min: 0.001,
              processing_time_max: 0.366,
              processing_time_mean: 0.184,
            },
          },
          nothing: { message: 'service has no classify-image requests within 259200s' },
        },
      },
    ],
  },
  errors: [],
};
