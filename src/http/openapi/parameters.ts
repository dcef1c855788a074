import { inlineSchema, type JsonObject, type Override } from './json-schema.js';
import type { Operation } from './operation.js';

/** The parameters of an operation: of the path, of the query, and headers. */
export function parametersOf(operation: Operation, override: Override): JsonObject[] {
  const { parameters = {}, headers = {}, query = {} } = operation;
  const inPath = Object.entries(parameters).map(([name, { schema: zod, example }]) => {
    const { description, ...schema } = inlineSchema(zod, override);
    const first = example ?? firstOf(schema['enum']);
    return {
      ...{ name, in: 'path', required: true, description, schema },
      ...(first !== undefined && { example: first }),
    };
  });
  const inQuery = Object.entries(query).map(([name, zod]) => {
    const { description, ...schema } = inlineSchema(zod, override);
    return { name, in: 'query', description, schema };
  });
  const inHeaders = Object.entries(headers).map(([name, description]) => ({
    ...{ name, in: 'header', description, schema: { type: 'string' } },
  }));
  return [...inPath, ...inQuery, ...inHeaders];
}

function firstOf(values: unknown): unknown {
  return Array.isArray(values) ? values[0] : undefined;
}
