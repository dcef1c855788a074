import { imageBody } from '../openapi/image-body.js';
import { BODY_ERRORS, IMAGE_ERRORS } from '../openapi/image-errors.js';
import type { Operation } from '../openapi/operation.js';
import { EXPLAIN_IMAGE_FORM } from '../requests/explain-image-request.js';
import { EXPLANATION } from '../responses/explanation-schema.js';

const IMAGE_URL = 'https://example.com/dog.jpg';

export const EXPLAIN_IMAGE_OPERATION: Operation = {
  method: 'post',
  path: '/explain-image',
  id: 'explainImage',
  summary: 'Show which parts of an image speak for a class',
  description:
    'The image comes as for `/classify-image`. The answer is the class activation map: drawn over the image, or with `Accept: application/json` its numbers, whose mean plus the bias is the logit of the class.',
  access: 'classify',
  query: EXPLAIN_IMAGE_FORM.options,
  body: imageBody(EXPLAIN_IMAGE_FORM, {
    best: { image_url: IMAGE_URL },
    class: { image_url: IMAGE_URL, class: 'golden_retriever' },
  }),
  curl: { arguments: `-F image_url=${IMAGE_URL} -o map.png` },
  answer: {
    description:
      'The upright image with the map over it, its longest side at most 1,024 pixels; or the numbers.',
    headers: {
      'Cache-Status':
        'Explanations are not cached; `collapsed` shares the work of another request.',
      'Server-Timing': 'What each stage took, in milliseconds.',
      'Content-Disposition': 'Of a drawing: a name with the class and its confidence.',
      Vary: 'Accept',
    },
    content: [
      { mediaType: 'image/png' },
      {
        mediaType: 'application/json',
        schema: EXPLANATION,
        examples: {
          numbers: {
            model: 'squeezenet1_1',
            classification: 'golden_retriever',
            class: 207,
            confidence: '0.864',
            logit: 2.5,
            bias: 0,
            grid: [
              [0, 1],
              [3, 6],
            ],
            cells: { x: [50, 150], y: [40, 120] },
            image: { width: 200, height: 160 },
            seen: { left: 0, top: 0, width: 200, height: 160 },
            processing_time: '0.061',
          },
        },
      },
    ],
  },
  errors: [...BODY_ERRORS, ...IMAGE_ERRORS, 'not_explainable'],
};
