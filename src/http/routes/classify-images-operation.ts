import { BODY_ERRORS } from '../openapi/image-errors.js';
import type { Operation } from '../openapi/operation.js';
import { CLASSIFY_IMAGES_SCHEMA } from '../requests/classify-images-request.js';
import { CLASSIFY_OPTIONS } from '../requests/classify-options.js';
import { CLASSIFY_IMAGES_ANSWER } from '../responses/batch-schema.js';

const URLS = ['https://example.com/dog.jpg', 'https://example.com/gone.jpg'] as const;

export const CLASSIFY_IMAGES_OPERATION: Operation = {
  method: 'post',
  path: '/classify-images',
  id: 'classifyImages',
  summary: 'Say what is in each of up to 100 images',
  description:
    'One image that fails does not fail the others. A URL that is given twice is worked on once. Each URL counts in the rate limit.',
  access: 'classify',
  query: CLASSIFY_OPTIONS,
  body: [
    {
      mediaType: 'application/json',
      schema: CLASSIFY_IMAGES_SCHEMA,
      examples: { urls: { image_urls: URLS } },
    },
  ],
  curl: {
    arguments: '-H Content-Type:application/json -d @urls.json',
    note: `with {"image_urls": ["${URLS[0]}"]} in urls.json`,
  },
  answer: {
    description: 'A result or an error for each URL.',
    content: [
      {
        mediaType: 'application/json',
        schema: CLASSIFY_IMAGES_ANSWER,
        examples: {
          results: {
            results: [
              {
                image_url: URLS[0],
                classification: 'golden_retriever',
                confidence: '0.864',
                processing_time: '0.366',
              },
              {
                image_url: URLS[1],
                error: {
                  code: 'image_unavailable',
                  message: "the image's server answered with status 404",
                  upstream_status: 404,
                },
              },
            ],
          },
        },
      },
    ],
  },
  errors: [...BODY_ERRORS, 'overloaded'],
};
