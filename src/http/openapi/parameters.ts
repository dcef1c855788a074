import type { z } from 'zod';
import { inlineSchema, type JsonObject, type Override } from './json-schema.js';
import type { Operation } from './operation.js';

/** The parameters of an operation: of the path, of the query, and headers. */
export function parametersOf(operation: Operation, override: Override): JsonObject[] {
  const { parameters = {}, headers = {}, query = {} } = operation;
  const described = (zod: z.ZodType) => {
    const { description, examples, ...schema } = inlineSchema(zod, override);
    const [example] = Array.isArray(examples) ? (examples as unknown[]) : [];
    return { description, schema, ...(example !== undefined && { example }) };
  };
  return [
    ...Object.entries(parameters).map(([name, zod]) => ({
      ...{ name, in: 'path', required: true },
      ...described(zod),
    })),
    ...Object.entries(query).map(([name, zod]) => ({ name, in: 'query', ...described(zod) })),
    ...Object.entries(headers).map(([name, description]) => ({
      ...{ name, in: 'header', description },
      schema: { type: 'string' },
    })),
  ];
}
