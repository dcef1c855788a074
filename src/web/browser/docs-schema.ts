import { phrase } from './docs-text.js';
import { element } from './dom.js';
import type { Parameter, Schema } from './openapi.js';

/** One line of a table of fields. */
interface Field {
  readonly name: string;
  readonly required: boolean;
  readonly schema: Schema;
  readonly description?: string | undefined;
}

/** The fields of an object as a table; nothing for other schemas. */
export function fieldTable(schema: Schema | undefined, caption: string): HTMLElement[] {
  const fields = Object.entries(schema?.properties ?? {}).map(([name, property]) => ({
    name,
    required: schema?.required?.includes(name) ?? false,
    schema: property,
    description: property.description,
  }));
  return table(fields, caption);
}

export function parameterTable(parameters: readonly Parameter[], caption: string): HTMLElement[] {
  return table(
    parameters.map(({ name, required = false, schema = {}, description }) => ({
      name,
      required,
      schema,
      description: description ?? schema.description,
    })),
    caption,
  );
}

function table(fields: readonly Field[], caption: string): HTMLElement[] {
  if (fields.length === 0) return [];
  const rows = fields.map(({ name, required, schema, description }) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, element('code', {}, name)),
      element('td', {}, typeWords(schema), required ? '' : ', optional'),
      element('td', {}, ...phrase(description ?? '')),
    ),
  );
  const head = ['Name', 'Type', 'Meaning'].map((title) => element('th', { scope: 'col' }, title));
  const made = element(
    'table',
    {},
    element('caption', {}, caption),
    element('thead', {}, element('tr', {}, ...head)),
    element('tbody', {}, ...rows),
  );
  return [
    element('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': caption }, made),
  ];
}

/** A schema in a few words. */
export function typeWords(schema: Schema): string {
  const { type, enum: values, const: only, items, anyOf, oneOf } = schema;
  const choices = anyOf ?? oneOf;
  if (only !== undefined) return JSON.stringify(only);
  if (values !== undefined) return values.map((value) => JSON.stringify(value)).join(' or ');
  if (choices !== undefined) return choices.map(typeWords).join(' or ');
  if (schema.contentMediaType !== undefined || schema.format === 'binary') return 'image';
  if (items !== undefined) return `list of ${typeWords(items)}`;
  const name = typeof type === 'string' ? type : (type ?? ['any']).join(' or ');
  return name + rangeWords(schema);
}

function rangeWords({ minimum, maximum }: Schema): string {
  // zod writes the limits of safe integers where there are none.
  const low = minimum === undefined || minimum <= Number.MIN_SAFE_INTEGER ? undefined : minimum;
  const high = maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? undefined : maximum;
  if (low === undefined && high === undefined) return '';
  if (high === undefined) return ` from ${low}`;
  return low === undefined ? ` up to ${high}` : ` from ${low} to ${high}`;
}
