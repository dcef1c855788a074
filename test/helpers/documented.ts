import { readFileSync } from 'node:fs';

export interface DocumentedCommand {
  /** Set in front of the command. */
  readonly variables: Readonly<Record<string, string>>;
  readonly words: readonly string[];
}

/** The commands of a document's shell blocks that begin with `start`, variables and comments aside. */
export function documentedCommands(document: string, start: string): DocumentedCommand[] {
  const blocks = readFileSync(document, 'utf8').match(/```sh\n[^]*?```/g) ?? [];
  return blocks
    .flatMap((block) => block.split('\n'))
    .map((line) => line.replace(/(^| )#.*/, '').trim())
    .map((line) => {
      const [, before = '', command = ''] = /^((?:[A-Z_]+=\S* )*)(.*)$/.exec(line) ?? [];
      const variables = before.split(' ').filter((text) => text !== '');
      return {
        variables: Object.fromEntries(
          variables.map((text) => [text.split('=')[0] ?? '', text.slice(text.indexOf('=') + 1)]),
        ),
        words: command.split(/ +/),
      };
    })
    .filter(({ words }) => `${words.join(' ')} `.startsWith(`${start} `));
}
