import { openApiDocument } from '../../../src/http/openapi/document.js';
import { OPERATIONS } from '../../../src/http/openapi/operations.js';
import { ApiDocument } from './api-document.js';

const made = new Map<string, ApiDocument>();

/** The API's document of a service with these models. */
export function documentOf(models: readonly string[]): ApiDocument {
  const key = models.join();
  let document = made.get(key);
  if (document === undefined) {
    const json = JSON.stringify(openApiDocument(OPERATIONS, { models, keys: true }));
    document = new ApiDocument(JSON.parse(json) as Record<string, unknown>);
    made.set(key, document);
  }
  return document;
}
