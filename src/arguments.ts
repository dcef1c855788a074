import { readFile } from 'node:fs/promises';

/** What the program is told to do. */
export interface Command {
  readonly name: (typeof NAMES)[number];
  /** The words after its name. */
  readonly words: readonly string[];
}

const NAMES = ['serve', 'classify', 'bulk'] as const;
const OPTIONS = ['--help', '--version'];

/**
 * Reads the command. Answers `--help` and `--version` on standard output, and what is no command with one
 * line on standard error and exit code 2.
 *
 * @param words the arguments of the program
 * @returns undefined if there is nothing left to do
 */
export async function readCommand(words: readonly string[]): Promise<Command | undefined> {
  const [word = 'serve', ...others] = words;
  if (word === 'classify' || word === 'bulk') return { name: word, words: others };
  const asked = word === 'serve' ? others[0] : word;
  if (asked === undefined) return { name: 'serve', words: [] };
  if (asked === '--help' || asked === '-h') process.stdout.write(await help());
  else if (asked === '--version' || asked === '-v') process.stdout.write(`${await version()}\n`);
  else {
    const known = word === 'serve' ? OPTIONS : [...NAMES, ...OPTIONS];
    process.stderr.write(`${await refusal(asked, known)}\n`);
    process.exitCode = 2;
  }
  return undefined;
}

async function refusal(word: string, known: readonly string[]): Promise<string> {
  const { didYouMean } = await import('./cli/did-you-mean.js');
  const meant = didYouMean(word, known);
  return `${JSON.stringify(word)} is no command${meant === '' ? `: there are ${known.join(', ')}` : meant}`;
}

async function help(): Promise<string> {
  const { SETTING_DEFAULTS } = await import('./settings/index.js');
  const width = Math.max(...[...SETTING_DEFAULTS.keys()].map((name) => name.length));
  const rows = [...SETTING_DEFAULTS].map(([name, value]) => {
    const isLiteral = typeof value === 'number' || typeof value === 'string';
    return `  ${name.padEnd(width)}  ${isLiteral ? value : ''}`.trimEnd();
  });
  return `Usage: image-classifier [COMMAND]

Commands
  serve                 serve the Image Classifier API; also without a command
  classify [IMAGE]...   say what is in files, folders and URLs; classify --help says more
  bulk COMMAND          classify long lists of URLs on many machines; bulk --help says more
  --help, --version     show this text, or the version

Settings of all commands: environment variables, with their defaults (docs/settings.md says what each one means)

${rows.join('\n')}
`;
}

/** package.json's. */
async function version(): Promise<string> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
