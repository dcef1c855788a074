import { EcsFlat } from '@elastic/ecs';
import { isIP } from 'node:net';
import { OWN_FIELDS } from '../../tools/log-search/own-fields.js';

interface Field {
  readonly type: string;
  readonly normalize?: readonly string[];
  readonly allowed_values?: readonly { name: string; expected_event_types?: readonly string[] }[];
  readonly ignore_above?: number;
}

const SCHEMA = EcsFlat as unknown as Readonly<Record<string, Field>>;

const IS_OF_TYPE: Readonly<Record<string, (value: unknown) => boolean>> = {
  keyword: isText,
  constant_keyword: isText,
  wildcard: isText,
  match_only_text: isText,
  text: isText,
  long: Number.isSafeInteger,
  date: (value) => isText(value) && new Date(value).toISOString() === value,
  ip: (value) => isText(value) && isIP(value) !== 0 && !value.includes('%'),
};

/**
 * What is wrong with a line of the log, by the published schema and the table of our own fields; an empty
 * list if nothing is.
 */
export function schemaProblems(json: string): string[] {
  const { labels = {}, ...line } = JSON.parse(json) as Record<string, unknown>;
  const problems = ['@timestamp', 'ecs.version', 'log.level', 'message']
    .filter((name) => !(name in line))
    .map((name) => `${name} is missing`);
  for (const [name, value] of Object.entries(line)) problems.push(...fieldProblems(name, value));
  for (const [name, value] of Object.entries(labels as object))
    if (!isText(value) || name.includes('.')) problems.push(`labels.${name} is no plain text`);
  return [...problems, ...categoryProblems(line)];
}

function fieldProblems(name: string, value: unknown): string[] {
  const field: Field | undefined =
    SCHEMA[name] ?? (OWN_FIELDS[name] === undefined ? undefined : { type: OWN_FIELDS[name] });
  if (field === undefined) return [`${name} is not in the schema`];
  const isList = field.normalize?.includes('array') === true;
  if (isList !== Array.isArray(value)) return [`${name} is ${isList ? 'no' : 'a'} list`];
  return [value].flat().flatMap((item) => itemProblems(name, field, item));
}

function itemProblems(name: string, field: Field, item: unknown): string[] {
  const allowed = field.allowed_values?.map((value) => value.name);
  if (IS_OF_TYPE[field.type]?.(item) !== true) return [`${name} is no ${field.type}`];
  if (allowed !== undefined && !allowed.includes(String(item)))
    return [`${name} is ${String(item)}`];
  if (String(item).length > (field.ignore_above ?? Infinity)) return [`${name} is too long`];
  return [];
}

/** Each category goes with some types only. */
function categoryProblems(line: Record<string, unknown>): string[] {
  const types = (line['event.type'] ?? []) as string[];
  return ((line['event.category'] ?? []) as string[]).flatMap((category) => {
    const value = SCHEMA['event.category']?.allowed_values?.find(({ name }) => name === category);
    return types
      .filter((type) => value?.expected_event_types?.includes(type) !== true)
      .map((type) => `event.type ${type} does not go with ${category}`);
  });
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
