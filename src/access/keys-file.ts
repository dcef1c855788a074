import { readFile, stat } from 'node:fs/promises';
import type { Closeable } from '../closing.js';
import type { Log } from '../telemetry/log.js';
import type { ApiKey } from './api-key.js';
import { parseKeysFile } from './parse-keys-file.js';

/** Bytes of a keys file: ten thousand keys. */
const MAX_BYTES = 1 << 20;
/** Milliseconds between two looks at the file. */
const INTERVAL = 1000;

/** What is known of the keys file, for metrics. */
export interface KeysFileStatus {
  /** `broken`: the file as it is now is of no use, and the keys loaded before are valid. */
  readonly state: 'current' | 'broken';
  /** When the valid keys were loaded, in milliseconds since 1970. */
  readonly loadedAt: number;
}

/** Registered only when there is a keys file. */
export const KEYS_FILE = Symbol('KeysFile');

/**
 * Watches a keys file. It is read again and again, since no event tells of everything that may change
 * it: Kubernetes swaps a symbolic link two folders above.
 */
export class KeysFile implements KeysFileStatus, Closeable {
  private brokenBecause: string | undefined;
  /** What the last look found, if it was not what is loaded. */
  private unsettled: string | undefined;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;
  private loaded = { text: '', at: 0 };

  private constructor(
    private readonly path: string,
    private readonly onKeys: (keys: readonly ApiKey[]) => void,
    private readonly log: Log,
  ) {}

  /**
   * Loads a file and watches it.
   *
   * @param onKeys gets the keys now and after each change; when it throws, the file counts as broken
   * @throws Error with one line, when the file cannot be used now
   */
  static async open(
    path: string,
    onKeys: (keys: readonly ApiKey[]) => void,
    log: Log,
  ): Promise<KeysFile> {
    const file = new KeysFile(path, onKeys, log);
    try {
      file.load(await read(path));
    } catch (error) {
      throw new Error(`API_KEYS_FILE=${JSON.stringify(path)} cannot be used: ${reason(error)}`, {
        cause: error,
      });
    }
    file.lookLater();
    return file;
  }

  get state(): 'current' | 'broken' {
    return this.brokenBecause === undefined ? 'current' : 'broken';
  }

  get loadedAt(): number {
    return this.loaded.at;
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }

  private lookLater(): void {
    this.timer = setTimeout(() => {
      void this.look().then(() => {
        if (!this.closed) this.lookLater();
      });
    }, INTERVAL).unref();
  }

  private async look(): Promise<void> {
    try {
      const text = await read(this.path);
      if (!this.closed && this.hasSettled(text)) this.take(text);
    } catch (error) {
      this.unsettled = undefined;
      this.reportBroken(error);
    }
  }

  /** Not while it is being written: only what two looks have found alike is taken. */
  private hasSettled(text: string): boolean {
    const settled = text === this.loaded.text || text === this.unsettled;
    this.unsettled = text;
    return settled;
  }

  private take(text: string): void {
    if (text !== this.loaded.text) {
      this.load(text);
      this.log.info({}, 'the keys file was loaded again');
    } else if (this.brokenBecause !== undefined) {
      this.log.info({}, 'the keys file is again as it was loaded');
    }
    this.brokenBecause = undefined;
  }

  private load(text: string): void {
    this.onKeys(parseKeysFile(text));
    this.loaded = { text, at: Date.now() };
  }

  private reportBroken(error: unknown): void {
    const because = reason(error);
    if (because === this.brokenBecause) return;
    this.brokenBecause = because;
    this.log.error(
      { reason: because },
      'the keys file is broken: the keys loaded before stay valid',
    );
  }
}

async function read(path: string): Promise<string> {
  const { size } = await stat(path).then((stats) => {
    // Reading a pipe could take for ever.
    if (!stats.isFile()) throw new Error('it is not a regular file');
    return stats;
  });
  if (size > MAX_BYTES) throw new Error(`it is larger than ${MAX_BYTES} bytes`);
  return readFile(path, 'utf8');
}

/** A system error's code alone, since its message would hold the path a second time. */
function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === undefined ? message : `it cannot be read (${code})`;
}
