import { SERVICE_VERSION } from '../../telemetry/version.js';
import { INFERENCE_MODEL_NAME, inferenceModelNames } from '../v2/model-names.js';
import { MODEL_NAME, ONE_MODEL_NAME } from '../requests/model-option.js';
import { parametersOf } from './parameters.js';
import { errorResponses } from './error-responses.js';
import { componentSchemas, type JsonObject, type Override, referenceTo } from './json-schema.js';
import type { Content, Operation } from './operation.js';
import { REQUEST_SCHEMAS, RESPONSE_SCHEMAS } from './registries.js';

/** What the document says of this service beside its operations. */
export interface DocumentOptions {
  /** The names of the service's models. */
  readonly models: readonly string[];
  /** Whether keys are configured, so that one is needed. */
  readonly keys: boolean;
}

const MODEL_NAMES: readonly unknown[] = [MODEL_NAME, ONE_MODEL_NAME];

const DESCRIPTION = `Says what is in an image: one of the classes of its models.

Errors are JSON, \`{"error": {"code": "…", "message": "…"}}\`, with a stable code. Every response has an
\`X-Request-Id\`; where requests are limited, also \`RateLimit-Policy\` and \`RateLimit\`.`;

/** The API as an OpenAPI 3.1 document, made from the schemas that validate its requests. */
export function openApiDocument(
  operations: readonly Operation[],
  { models, keys }: DocumentOptions,
): JsonObject {
  const override: Override = ({ zodSchema, jsonSchema }) => {
    if (MODEL_NAMES.includes(zodSchema)) jsonSchema.enum = [...models];
    if (zodSchema === INFERENCE_MODEL_NAME) {
      jsonSchema.enum = inferenceModelNames(models);
      jsonSchema.examples = jsonSchema.enum.slice(1, 2);
    }
  };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Image Classifier API',
      version: SERVICE_VERSION,
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths: paths(operations, keys, override),
    components: {
      schemas: {
        ...componentSchemas(REQUEST_SCHEMAS, 'input', override),
        ...componentSchemas(RESPONSE_SCHEMAS, 'output', override),
      },
      headers: HEADERS,
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'An API key.' },
        apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'An API key.' },
      },
    },
  };
}

const HEADERS: JsonObject = {
  'X-Request-Id': {
    description: "The request's own id: that of the client, if it sent one, or a new one.",
    schema: { type: 'string' },
  },
  'Retry-After': {
    description: 'Seconds after which to try again.',
    schema: { type: 'integer', minimum: 0 },
  },
  'WWW-Authenticate': { description: 'How to authenticate.', schema: { type: 'string' } },
};

function paths(
  operations: readonly Operation[],
  keys: boolean,
  override: Override,
): Record<string, JsonObject> {
  const byPath: Record<string, JsonObject> = {};
  for (const operation of operations)
    byPath[operation.path] = {
      ...byPath[operation.path],
      [operation.method]: describe(operation, keys, override),
    };
  return byPath;
}

function describe(operation: Operation, keys: boolean, override: Override): JsonObject {
  const { id, summary, description, access, body, answer } = operation;
  const parameters = parametersOf(operation, override);
  return {
    operationId: id,
    summary,
    ...(description !== undefined && { description }),
    security: access === 'open' ? [] : [{ bearer: [] }, { apiKey: [] }, ...(keys ? [] : [{}])],
    ...(parameters.length > 0 && { parameters }),
    ...(body && {
      requestBody: { required: true, content: contents(body, REQUEST_SCHEMAS) },
    }),
    responses: {
      '200': {
        description: answer.description,
        headers: {
          'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' },
          ...headers(answer.headers),
        },
        content: contents(answer.content, RESPONSE_SCHEMAS),
      },
      ...errorResponses(operation),
    },
  };
}

function contents(
  all: readonly Content[],
  registry: typeof REQUEST_SCHEMAS,
): Record<string, JsonObject> {
  return Object.fromEntries(
    all.map(({ mediaType, schema, examples }) => [
      mediaType,
      {
        ...(schema && { schema: referenceTo(registry, schema) }),
        ...(examples && {
          examples: Object.fromEntries(
            Object.entries(examples).map(([name, value]) => [name, { value }]),
          ),
        }),
      },
    ]),
  );
}

function headers(own: Readonly<Record<string, string>> = {}): JsonObject {
  return Object.fromEntries(
    Object.entries(own).map(([name, description]) => [
      name,
      { description, schema: { type: 'string' } },
    ]),
  );
}
