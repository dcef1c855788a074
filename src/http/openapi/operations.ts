import { CLASSIFY_IMAGE_OPERATION } from '../routes/classify-image-operation.js';
import { CLASSIFY_IMAGES_OPERATION } from '../routes/classify-images-operation.js';
import { EXPLAIN_IMAGE_OPERATION } from '../routes/explain-image-operation.js';
import { LIVEZ_OPERATION, READYZ_OPERATION } from '../routes/health-operations.js';
import { METRICS_OPERATION } from '../routes/metrics-operation.js';
import { OPENAPI_OPERATION } from '../routes/openapi-operation.js';
import { REPORT_OPERATION } from '../routes/report-operation.js';
import { INFERENCE_OPERATIONS } from '../v2/operations.js';
import type { Operation } from './operation.js';

/** Every operation of the API's document, in its order. */
export const OPERATIONS: readonly Operation[] = [
  CLASSIFY_IMAGE_OPERATION,
  CLASSIFY_IMAGES_OPERATION,
  EXPLAIN_IMAGE_OPERATION,
  ...INFERENCE_OPERATIONS,
  REPORT_OPERATION,
  LIVEZ_OPERATION,
  READYZ_OPERATION,
  METRICS_OPERATION,
  OPENAPI_OPERATION,
];
