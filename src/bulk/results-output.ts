import type { List } from './list.js';

/** Where the results of a list go. */
export interface ResultsOutput {
  /**
   * Gets ready to go on behind the chunks that are collected.
   *
   * @throws UsageError if it cannot
   */
  open(list: List): Promise<void>;
  /** Resolves when the system has the text. @throws Error if it cannot be written */
  write(text: string): Promise<void>;
  close(): Promise<void>;
}

/** @param note tells the person at the terminal something */
export function standardOutput(note: (text: string) => void): ResultsOutput {
  return {
    open: ({ name, collectedUrls, collected, added, complete }) => {
      if (collectedUrls > 0 && !(complete && collected === added))
        note(collectedBefore(name, collectedUrls));
      return Promise.resolve();
    },
    write: (text) =>
      new Promise((resolve, reject) => {
        process.stdout.write(text, (error) => {
          if (error) reject(error);
          else resolve();
        });
      }),
    close: () => Promise.resolve(),
  };
}

/** What a person is told whose output does not begin with the first result. */
export function collectedBefore(name: string, urls: number): string {
  return `the first ${urls} results of ${name} were collected before: the others follow`;
}
