import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';

/** In characters: paths have at most 4,096 bytes on Linux, and URLs 8,192 characters. */
const MAX_LINE = 65_536;

/**
 * The lines of a file, or of standard input for `-`.
 *
 * @throws Error when it cannot be read
 */
export async function* readList(list: string): AsyncGenerator<string> {
  try {
    yield* readLines(list === '-' ? process.stdin : createReadStream(list));
  } catch (error) {
    const what = list === '-' ? 'standard input' : list;
    throw new Error(`the list ${what} cannot be read: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/**
 * The lines of a list, without their ends (`\n`, `\r\n`) and without empty ones.
 *
 * @throws Error if a line is longer than anything that a list may hold
 */
export async function* readLines(stream: Readable): AsyncGenerator<string> {
  let rest = '';
  let first = true;
  for await (const chunk of stream.setEncoding('utf8') as AsyncIterable<string>) {
    const lines = (rest + (first ? chunk.replace(/^\uFEFF/, '') : chunk)).split('\n');
    first = false;
    rest = lines.pop() ?? '';
    for (const line of lines) yield* nonEmpty(line);
    if (rest.length > MAX_LINE) throw new Error(`a line has more than ${MAX_LINE} characters`);
  }
  yield* nonEmpty(rest);
}

function* nonEmpty(line: string): Generator<string> {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line;
  if (text !== '') yield text;
}
