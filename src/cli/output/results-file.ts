import { type FileHandle, open } from 'node:fs/promises';
import { identityOf } from '../inputs/identity.js';
import { UsageError } from '../usage-error.js';
import { FingerprintSet } from './fingerprint-set.js';
import { readRecords } from './records.js';
import type { ResultFormat } from './result-format.js';

/** What is in a file already. */
interface Earlier {
  readonly done: FingerprintSet;
  /** The bytes of whole records; what is behind them is a record that was cut off. */
  readonly length: number;
  readonly torn: boolean;
}

/** A file of results that a later run goes on with. */
export class ResultsFile {
  private constructor(
    private readonly handle: FileHandle,
    private readonly done: FingerprintSet,
    /** Whether the last record was cut off; it has been removed. */
    readonly torn: boolean,
  ) {}

  /**
   * Opens a file, or makes it. A file that is not one of results is left as it is.
   *
   * @throws UsageError if it is none, or cannot be opened
   */
  static async open(path: string, format: ResultFormat): Promise<ResultsFile> {
    const handle = await openToWrite(path);
    try {
      const { done, length, torn } = await readEarlier(handle, path, format);
      if (torn) await handle.truncate(length);
      const file = new ResultsFile(handle, done, torn);
      if (length === 0) await file.write(format.header);
      return file;
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Number of images that it has a final result of. */
  get size(): number {
    return this.done.size;
  }

  /** Whether it has an image's result, and not only an error that may go away. */
  has(name: string): boolean {
    return this.done.has(identityOf(name));
  }

  async write(text: string): Promise<void> {
    await this.handle.appendFile(text);
  }

  async close(): Promise<void> {
    await this.handle.close();
  }
}

/**
 * For appending, so that nothing is overwritten whatever happens.
 *
 * @throws UsageError if `--out` is no file that can be written
 */
export async function openToWrite(path: string): Promise<FileHandle> {
  try {
    const handle = await open(path, 'a+');
    if ((await handle.stat()).isFile()) return handle;
    await handle.close();
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new UsageError(`--out ${path} cannot be written (${code})`);
  }
  throw new UsageError(`--out ${path} is not a regular file`);
}

async function readEarlier(
  handle: FileHandle,
  path: string,
  format: ResultFormat,
): Promise<Earlier> {
  const done = new FingerprintSet();
  let length = 0;
  let number = 0;
  const stream = handle.createReadStream({ start: 0, autoClose: false });
  const foreign = () =>
    new UsageError(
      `--out ${path} is left alone: its record ${number} is not a result in this form`,
    );
  try {
    for await (const { text, end } of readRecords(stream as AsyncIterable<Buffer>, format.quotes)) {
      number++;
      const isHeader = number === 1 && format.header !== '';
      if (end === undefined) {
        if (isHeader ? format.header.startsWith(text) : beginsLike(text, format.prefix))
          return { done, length, torn: true };
        throw foreign();
      }
      length = end;
      if (isHeader) {
        if (`${text}\n` !== format.header) throw foreign();
        continue;
      }
      const earlier = format.parse(text);
      if (earlier === undefined) throw foreign();
      if (!earlier.retry) done.add(identityOf(earlier.name));
    }
  } catch (error) {
    if (error instanceof RangeError) {
      number++;
      throw foreign();
    }
    throw error;
  }
  return { done, length, torn: false };
}

/** Whether a text that was cut off may have begun with the prefix. */
function beginsLike(text: string, prefix: string): boolean {
  return text.startsWith(prefix) || prefix.startsWith(text);
}
