import { z } from 'zod';

export type JsonObject = Record<string, unknown>;

/** Changes what is made of a schema. */
export type Override = NonNullable<z.core.ToJSONSchemaParams['override']>;

const COMPONENT_SCHEMAS = '#/components/schemas/';

/** The JSON Schemas of a registry by their names, with references between them. */
export function componentSchemas(
  registry: z.core.$ZodRegistry<{ id: string }>,
  io: 'input' | 'output',
  override: Override,
): Record<string, JsonObject> {
  const { schemas } = z.toJSONSchema(registry, {
    uri: (id) => COMPONENT_SCHEMAS + id,
    io,
    override,
  });
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, bare(schema)]));
}

/** The JSON Schema, for what is sent, of what has no name among the components. */
export function inlineSchema(schema: z.ZodType, override?: Override): JsonObject {
  return bare(z.toJSONSchema(schema, { io: 'input', ...(override && { override }) }));
}

/** A reference to a schema of a registry. */
export function referenceTo(
  registry: z.core.$ZodRegistry<{ id: string }>,
  schema: z.ZodType,
): JsonObject {
  const named = registry.get(schema);
  if (named === undefined) throw new Error('the schema has no name in its registry');
  return { $ref: COMPONENT_SCHEMAS + named.id };
}

/** OpenAPI names the dialect once, and knows a component by its place. */
function bare(schema: object): JsonObject {
  const bared: JsonObject = { ...schema };
  delete bared['$schema'];
  delete bared['$id'];
  return bared;
}
