import type { ParseArgsConfig } from 'node:util';
import { parseShard, type Shard } from './inputs/shard.js';
import { optionNames, parseWords } from './parse-words.js';
import { UsageError } from './usage-error.js';

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  recursive: { type: 'boolean', short: 'r' },
  from: { type: 'string', multiple: true },
  shard: { type: 'string' },
  model: { type: 'string' },
  'top-k': { type: 'string', short: 'k' },
  'min-confidence': { type: 'string' },
  json: { type: 'boolean' },
  csv: { type: 'boolean' },
  out: { type: 'string', short: 'o' },
  explain: { type: 'string' },
} as const satisfies NonNullable<ParseArgsConfig['options']>;

/** The names of all options, as they are typed. */
export const OPTION_NAMES = optionNames(OPTIONS);

const TOP_K_MAX = 1000;

export type Format = 'table' | 'json' | 'csv';

/** What `image-classifier classify` was asked to do. */
export interface ClassifyOptions {
  /** Files, folders, globs, URLs, and `-` for an image on standard input. */
  readonly inputs: readonly string[];
  /** Files with an input a line; `-` is standard input. */
  readonly lists: readonly string[];
  /** Whether to look into the subfolders of folders. */
  readonly recursive: boolean;
  readonly shard: Shard | undefined;
  /** A model's name or folder; the environment's model without it. */
  readonly model: string | undefined;
  /** How many predictions to list; without it, none. */
  readonly topK: number | undefined;
  /** Predictions below it are left out. */
  readonly minConfidence: number;
  readonly format: Format;
  /** The file that results are appended to, instead of standard output. */
  readonly out: string | undefined;
  /** The folder that gets a drawing of each image's activation map. */
  readonly explain: string | undefined;
}

/**
 * Reads the arguments of `classify`.
 *
 * @param environment for `--shard index/N` only
 * @returns undefined if they ask for help
 * @throws UsageError
 */
export function parseOptions(
  words: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): ClassifyOptions | undefined {
  const { values, positionals } = parseWords(words, OPTIONS);
  if (values.help) return undefined;
  const options = {
    inputs: positionals,
    lists: values.from ?? [],
    recursive: values.recursive ?? false,
    shard: values.shard === undefined ? undefined : parseShard(values.shard, environment),
    model: values.model,
    topK: values['top-k'] === undefined ? undefined : parseTopK(values['top-k']),
    minConfidence: parseConfidence(values['min-confidence'] ?? '0'),
    format: formatOf(values),
    out: values.out,
    explain: values.explain,
  };
  if (options.inputs.length + options.lists.length === 0)
    throw new UsageError(
      'there is nothing to classify: give a file, folder, glob, URL or - (--help says more)',
    );
  if ([...options.inputs, ...options.lists].filter((word) => word === '-').length > 1)
    throw new UsageError('standard input can be read once only: - is there twice');
  return options;
}

export function parseTopK(text: string): number {
  const k = Number(text);
  if (/^\d+$/.test(text) && k >= 1 && k <= TOP_K_MAX) return k;
  throw bad('--top-k', text, `a whole number from 1 to ${TOP_K_MAX}`);
}

export function parseConfidence(text: string): number {
  const confidence = Number(text);
  if (/^\d*\.?\d+$/.test(text) && confidence <= 1) return confidence;
  throw bad('--min-confidence', text, 'a number from 0 to 1');
}

/** `--out FILE` is for programs: JSON lines, unless its name or an option says CSV. */
function formatOf(values: { json?: boolean; csv?: boolean; out?: string }): Format {
  const { json, csv, out } = values;
  if (json && csv) throw new UsageError('--json and --csv exclude each other');
  if (csv) return 'csv';
  if (json) return 'json';
  if (out === undefined) return 'table';
  return /\.csv$/i.test(out) ? 'csv' : 'json';
}

/** What an option's value must be. */
export function bad(option: string, value: string, allowed: string): UsageError {
  return new UsageError(`${option} ${JSON.stringify(value)} is not allowed: it must be ${allowed}`);
}
