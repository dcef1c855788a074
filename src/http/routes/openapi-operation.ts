import { z } from 'zod';
import type { Operation } from '../openapi/operation.js';
import { RESPONSE_SCHEMAS } from '../openapi/registries.js';

export const OPENAPI_OPERATION: Operation = {
  method: 'get',
  path: '/openapi.json',
  id: 'openapi',
  summary: 'Give this document',
  access: 'open',
  answer: {
    description: 'This document. With a matching If-None-Match the answer is 304.',
    headers: { ETag: 'Changes with the document.' },
    content: [
      {
        mediaType: 'application/json',
        schema: z
          .looseObject({ openapi: z.literal('3.1.0') })
          .register(RESPONSE_SCHEMAS, { id: 'OpenApiDocument' }),
      },
    ],
  },
  errors: [],
};
