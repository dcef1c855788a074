import { fstatSync, writeSync } from 'node:fs';
import type { Writable } from 'node:stream';

/** Maximum characters of lines that wait for the reader; lines beyond are dropped and counted. */
const MAX_WAITING = 4 << 20;
/** Milliseconds between two looks whether the reader has taken everything. */
const POLL = 10;

/** Takes a text whole; `waiting` is what it has not passed on yet. */
export interface Sink {
  write(text: string): void;
  readonly waiting: number;
}

/**
 * Writes lines in batches, one for each turn of the event loop. It never blocks: while the reader is
 * stalled, lines wait in bounded memory, and then are dropped.
 */
export class LineWriter {
  private batch = '';
  private scheduled = false;
  private unreported = 0;
  private total = 0;

  /**
   * @param onGap called with the number of lines that were dropped, when lines get through again
   */
  constructor(
    private readonly sink: Sink,
    private readonly onGap: (dropped: number) => void = () => undefined,
  ) {}

  /** Number of lines that were dropped since the start. */
  get dropped(): number {
    return this.total;
  }

  write(line: string): void {
    if (this.waiting + line.length > MAX_WAITING) {
      this.total++;
      this.unreported++;
      return;
    }
    this.batch += line;
    if (!this.scheduled) {
      this.scheduled = true;
      setImmediate(this.flush);
    }
    if (this.unreported > 0) this.reportGap();
  }

  /** Hands everything to the sink at once. */
  readonly flush = (): void => {
    this.scheduled = false;
    const text = this.batch;
    this.batch = '';
    if (text !== '') this.sink.write(text);
  };

  /** Resolves when the reader has taken everything, or after `timeout` milliseconds. */
  async drain(timeout: number): Promise<void> {
    this.flush();
    const deadline = performance.now() + timeout;
    while (this.waiting > 0 && performance.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, POLL));
  }

  private get waiting(): number {
    return this.batch.length + this.sink.waiting;
  }

  private reportGap(): void {
    const dropped = this.unreported;
    this.unreported = 0;
    this.onGap(dropped);
  }
}

/**
 * Standard output. Node.js writes to a pipe without blocking. A write in a thread of its own, as pino's
 * destinations do it, would keep the process from ending while the reader is stalled.
 */
export function standardOutput(): Sink {
  return fstatSync(process.stdout.fd).isFile()
    ? fileSink(process.stdout.fd)
    : pipeSink(process.stdout);
}

/** A reader that has gone away takes nothing more: the service goes on without a log. */
export function pipeSink(stream: Writable): Sink {
  let broken = false;
  stream.on('error', () => {
    broken = true;
  });
  return {
    write: (text) => {
      if (!broken) stream.write(text);
    },
    get waiting() {
      return broken ? 0 : stream.writableLength;
    },
  };
}

/** A full disk loses lines, and takes them again when there is room. */
function fileSink(fd: number): Sink {
  return {
    write: (text) => {
      try {
        let bytes = Buffer.from(text);
        while (bytes.length > 0) bytes = bytes.subarray(writeSync(fd, bytes));
      } catch {
        // There is nowhere to report it.
      }
    },
    waiting: 0,
  };
}
