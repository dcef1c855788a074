import { readFile } from 'node:fs/promises';

/**
 * Answers `--help` and `--version` on standard output, and any other argument with one line on standard
 * error and exit code 1.
 *
 * @param words the arguments of the command
 * @returns whether there was anything to answer: then the service must not start
 */
export async function answerArguments([word]: readonly string[]): Promise<boolean> {
  if (word === undefined) return false;
  if (word === '--help' || word === '-h') process.stdout.write(await help());
  else if (word === '--version' || word === '-v') process.stdout.write(`${await version()}\n`);
  else {
    process.stderr.write(
      `${JSON.stringify(word)} is no argument: there are --help and --version\n`,
    );
    process.exitCode = 1;
  }
  return true;
}

async function help(): Promise<string> {
  const { SETTING_DEFAULTS } = await import('./settings/index.js');
  const width = Math.max(...[...SETTING_DEFAULTS.keys()].map((name) => name.length));
  const rows = [...SETTING_DEFAULTS].map(([name, value]) => {
    const isLiteral = typeof value === 'number' || typeof value === 'string';
    return `  ${name.padEnd(width)}  ${isLiteral ? value : ''}`.trimEnd();
  });
  return `Usage: npm start [-- --help | --version]

Serves the Image Classifier API. These environment variables are its settings, with their defaults
(README.md says what each one means):

${rows.join('\n')}
`;
}

/** package.json's. */
async function version(): Promise<string> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
