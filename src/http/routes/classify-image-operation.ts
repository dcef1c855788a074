import { imageBody } from '../openapi/image-body.js';
import { BODY_ERRORS, IMAGE_ERRORS } from '../openapi/image-errors.js';
import type { Operation } from '../openapi/operation.js';
import { CLASSIFY_IMAGE_FORM } from '../requests/classify-image-request.js';
import { CLASSIFY_IMAGE_ANSWER } from '../responses/classification-schema.js';

const IMAGE_URL = 'https://example.com/dog.jpg';

export const CLASSIFY_IMAGE_OPERATION: Operation = {
  method: 'post',
  path: '/classify-image',
  id: 'classifyImage',
  summary: 'Say what is in an image',
  description:
    'The image comes by its URL in JSON, as the body itself, or in a form, as the file `image` or by its URL. `top_k` and `model` may be in the JSON, in the form, or in the query.',
  access: 'classify',
  query: CLASSIFY_IMAGE_FORM.options,
  body: imageBody(CLASSIFY_IMAGE_FORM, {
    url: { image_url: IMAGE_URL },
    predictions: { image_url: IMAGE_URL, top_k: 2 },
  }),
  curl: { arguments: `-F image_url=${IMAGE_URL}` },
  answer: {
    description: 'What is in the image.',
    headers: {
      'Cache-Status': 'How the cache served the request (RFC 9211).',
      'Server-Timing': 'What each stage took, in milliseconds.',
    },
    content: [
      {
        mediaType: 'application/json',
        schema: CLASSIFY_IMAGE_ANSWER,
        examples: {
          best: {
            classification: 'golden_retriever',
            confidence: '0.864',
            processing_time: '0.366',
          },
          predictions: {
            classification: 'golden_retriever',
            confidence: '0.864',
            processing_time: '0.001',
            predictions: [
              {
                classification: 'golden_retriever',
                confidence: '0.864',
                wordnet_id: 'n02099601',
              },
              {
                classification: 'Labrador_retriever',
                confidence: '0.051',
                wordnet_id: 'n02099712',
              },
            ],
          },
        },
      },
    ],
  },
  errors: [...BODY_ERRORS, ...IMAGE_ERRORS],
};
