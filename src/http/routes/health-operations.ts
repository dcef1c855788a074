import type { Operation } from '../openapi/operation.js';
import { LIVENESS, READINESS } from '../responses/health-schema.js';

export const LIVEZ_OPERATION: Operation = {
  method: 'get',
  path: '/livez',
  id: 'livez',
  summary: 'Say that the process runs',
  access: 'open',
  answer: {
    description: 'The process runs.',
    content: [
      {
        mediaType: 'application/json',
        schema: LIVENESS,
        examples: { live: { status: 'live' } },
      },
    ],
  },
  errors: [],
};

export const READYZ_OPERATION: Operation = {
  method: 'get',
  path: '/readyz',
  id: 'readyz',
  summary: 'Say whether images can be classified, and by which models',
  access: 'open',
  answer: {
    description: 'Every classifier process holds all the models.',
    content: [
      {
        mediaType: 'application/json',
        schema: READINESS,
        examples: {
          ready: {
            status: 'ready',
            models: { squeezenet1_1: { status: 'ready', golden_images: 12 } },
          },
        },
      },
    ],
  },
  errors: ['not_ready'],
};
