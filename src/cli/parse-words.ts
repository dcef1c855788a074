import { parseArgs, type ParseArgsConfig } from 'node:util';
import { printable } from '../telemetry/printable.js';
import { didYouMean } from './did-you-mean.js';
import { UsageError } from './usage-error.js';

type Options = NonNullable<ParseArgsConfig['options']>;

/** The names of options, as they are typed. */
export function optionNames(options: Options): readonly string[] {
  return Object.keys(options).map((name) => `--${name}`);
}

/**
 * Reads a command's options and what is no option.
 *
 * @throws UsageError
 */
export function parseWords<const T extends Options>(words: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(explain(error as NodeJS.ErrnoException, optionNames(options)));
  }
}

/** Node.js's own messages, shorter, with the option that was meant. */
function explain({ code, message }: NodeJS.ErrnoException, known: readonly string[]): string {
  const option = /'(-[^']*?)[ ']/.exec(message)?.[1] ?? '';
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION')
    return `unknown option ${printable(option)}${didYouMean(option, known) || ' (--help lists them)'}`;
  return printable(message.split('\n')[0] ?? '');
}
