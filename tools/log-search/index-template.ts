import { EcsFlat } from '@elastic/ecs';
import { OWN_FIELDS } from './own-fields.js';

interface Field {
  readonly type: string;
  readonly scaling_factor?: number;
  readonly ignore_above?: number;
  readonly index?: boolean;
  readonly doc_values?: boolean;
  readonly multi_fields?: readonly (Field & { name: string })[];
}

interface Mapping {
  [setting: string]: unknown;
  properties?: Record<string, Mapping>;
}

/**
 * Types that OpenSearch calls by another name than the schema. Its `constant_keyword` must have a which
 * the schema leaves to each index.
 */
const OPENSEARCH_TYPES: Readonly<Record<string, string>> = {
  flattened: 'flat_object',
  constant_keyword: 'keyword',
};

/** The schema has 2,600 fields, and OpenSearch allows 1,000 unless it is told otherwise. */
const MAX_FIELDS = 5000;

/** Where a search without a field's name looks: all fields are more than OpenSearch allows. */
const SEARCHED = [
  ...['message', 'error.message', 'error.code', 'url.path', 'user.name'],
  ...['http.request.id', 'trace.id', 'classifier.image.url'],
];

/**
 * An index template for OpenSearch: the fields of the published schema and our own, with their types. It is
 * strict: a document with any other field is refused. Only `labels` takes all names, as the schema has it.
 *
 * @param pattern of the names of the indices
 */
export function indexTemplate(pattern: string): object {
  const root: Mapping = { dynamic: 'strict', properties: {} };
  const schema = EcsFlat as unknown as Readonly<Record<string, Field>>;
  for (const [name, field] of Object.entries(schema)) put(root, name, mappingOf(field));
  for (const [name, type] of Object.entries(OWN_FIELDS)) put(root, name, { type });
  put(root, 'labels', { type: 'object', dynamic: true });
  const labels = { path_match: 'labels.*', mapping: { type: 'keyword' } };
  return {
    index_patterns: [pattern],
    template: {
      settings: {
        'index.mapping.total_fields.limit': MAX_FIELDS,
        'index.query.default_field': SEARCHED,
      },
      mappings: { ...root, dynamic_templates: [{ labels }] },
    },
  };
}

/** Puts a field where its dotted name says, below what is there. */
function put(root: Mapping, name: string, mapping: Mapping): void {
  let parent = root;
  for (const step of name.split('.').slice(0, -1)) {
    parent.properties ??= {};
    parent = parent.properties[step] ??= {};
  }
  parent.properties ??= {};
  const last = name.slice(name.lastIndexOf('.') + 1);
  parent.properties[last] = { ...parent.properties[last], ...mapping };
}

function mappingOf(field: Field): Mapping {
  const { type, scaling_factor, ignore_above, index, doc_values, multi_fields } = field;
  const optional = { scaling_factor, ignore_above, index, doc_values };
  const mapping: Mapping = { type: OPENSEARCH_TYPES[type] ?? type };
  for (const [name, setting] of Object.entries(optional))
    if (setting !== undefined) mapping[name] = setting;
  if (multi_fields !== undefined)
    mapping['fields'] = Object.fromEntries(
      multi_fields.map(({ name, ...rest }) => [name, mappingOf(rest)]),
    );
  return mapping;
}
