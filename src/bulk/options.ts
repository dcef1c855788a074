import { didYouMean } from '../cli/did-you-mean.js';
import { bad, parseConfidence, parseTopK } from '../cli/options.js';
import { parseWords } from '../cli/parse-words.js';
import { UsageError } from '../cli/usage-error.js';
import type { ListOptions } from './list.js';

const HELP = { help: { type: 'boolean', short: 'h' } } as const;
const MODEL = { model: { type: 'string' } } as const;

/** What `image-classifier bulk` was asked to do. */
export type BulkCommand =
  | { readonly verb: 'help' }
  | {
      readonly verb: 'add';
      readonly name: string;
      /** A file; `-` is standard input. */
      readonly from: string;
      readonly model: string | undefined;
      readonly options: ListOptions;
      readonly urlsPerJob: number;
    }
  | {
      readonly verb: 'work';
      readonly model: string | undefined;
      readonly jobs: number;
      readonly port: number | undefined;
    }
  | { readonly verb: 'status'; readonly name: string | undefined; readonly json: boolean }
  | { readonly verb: 'collect'; readonly name: string; readonly out: string | undefined }
  | { readonly verb: 'remove'; readonly name: string };

const VERBS = ['add', 'work', 'status', 'collect', 'remove'] as const;

const NAME = /^[A-Za-z0-9][\w.-]{0,63}$/;

/**
 * Reads the arguments of `bulk`.
 *
 * @throws UsageError
 */
export function parseBulk(words: readonly string[]): BulkCommand {
  const [verb = '--help', ...others] = words;
  if (verb === '--help' || verb === '-h') return { verb: 'help' };
  if (verb === 'add') return parseAdd(others);
  if (verb === 'work') return parseWork(others);
  if (verb === 'status') return parseStatus(others);
  if (verb === 'collect') return parseCollect(others);
  if (verb === 'remove') return parseRemove(others);
  throw new UsageError(
    `${JSON.stringify(verb)} is no command of bulk${didYouMean(verb, VERBS) || `: there are ${VERBS.join(', ')}`}`,
  );
}

function parseAdd(words: readonly string[]): BulkCommand {
  const { values, positionals } = parseWords(words, {
    ...{ ...HELP, ...MODEL },
    from: { type: 'string' },
    'top-k': { type: 'string', short: 'k' },
    'min-confidence': { type: 'string' },
    tries: { type: 'string' },
    'urls-per-job': { type: 'string' },
  });
  if (values.help) return { verb: 'help' };
  const { from, model } = values;
  if (from === undefined)
    throw new UsageError(
      '--from LIST is missing: a file with one URL a line, or - for standard input',
    );
  const options = {
    topK: values['top-k'] === undefined ? undefined : parseTopK(values['top-k']),
    minConfidence: parseConfidence(values['min-confidence'] ?? '0'),
    tries: wholeNumber('--tries', values.tries ?? '4', 1, 10),
  };
  const urlsPerJob = wholeNumber('--urls-per-job', values['urls-per-job'] ?? '200', 1, 1000);
  return { verb: 'add', name: nameOf(positionals), from, model, options, urlsPerJob };
}

function parseWork(words: readonly string[]): BulkCommand {
  const { values, positionals } = parseWords(words, {
    ...{ ...HELP, ...MODEL },
    jobs: { type: 'string' },
    port: { type: 'string' },
  });
  if (values.help) return { verb: 'help' };
  if (positionals.length > 0)
    throw new UsageError('work takes no name: a worker works on all lists of its model');
  const port =
    values.port === undefined ? undefined : wholeNumber('--port', values.port, 0, 65_535);
  return {
    ...{ verb: 'work', model: values.model, port },
    jobs: wholeNumber('--jobs', values.jobs ?? '8', 1, 64),
  };
}

function parseStatus(words: readonly string[]): BulkCommand {
  const { values, positionals } = parseWords(words, { ...HELP, json: { type: 'boolean' } });
  if (values.help) return { verb: 'help' };
  const name = positionals.length === 0 ? undefined : nameOf(positionals);
  return { verb: 'status', name, json: values.json ?? false };
}

function parseCollect(words: readonly string[]): BulkCommand {
  const { values, positionals } = parseWords(words, {
    ...HELP,
    out: { type: 'string', short: 'o' },
  });
  if (values.help) return { verb: 'help' };
  return { verb: 'collect', name: nameOf(positionals), out: values.out };
}

function parseRemove(words: readonly string[]): BulkCommand {
  const { values, positionals } = parseWords(words, HELP);
  if (values.help) return { verb: 'help' };
  return { verb: 'remove', name: nameOf(positionals) };
}

function nameOf(positionals: readonly string[]): string {
  const [name, ...more] = positionals;
  if (name === undefined) throw new UsageError('the NAME of the list is missing');
  if (more.length > 0) throw new UsageError(`one NAME is enough: ${more.join(' ')} is too much`);
  if (NAME.test(name)) return name;
  throw new UsageError(
    `the name ${JSON.stringify(name)} is not allowed: it must be letters, digits, _ . - and at most 64 of them, a letter or digit first`,
  );
}

function wholeNumber(option: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw bad(option, text, `a whole number from ${min} to ${max}`);
}
