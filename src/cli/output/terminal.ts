import type { Writable } from 'node:stream';
import type { WriteStream } from 'node:tty';
import { printable } from '../../telemetry/printable.js';
import { type Paint, paint } from './paint.js';

/** Moves to the line's start and clears it. */
const CLEAR_LINE = '\r\x1b[K';

/**
 * Standard output for data, standard error for all else. On a terminal, standard error ends with a line
 * of progress, which makes way for whatever is written.
 */
export class Terminal {
  /** For standard output. */
  readonly outPaint: Paint;
  private readonly errPaint: Paint;
  private status = '';
  private broken = false;
  /** Whether a person reads standard error, on a terminal that can take a line back. */
  readonly showsProgress: boolean;

  /** @param onClosed called when nobody reads standard output any more */
  constructor(
    private readonly out: WriteStream,
    private readonly err: WriteStream,
    environment: NodeJS.ProcessEnv,
    onClosed: () => void,
  ) {
    const colors = !environment['NO_COLOR'] && environment['TERM'] !== 'dumb';
    this.outPaint = paint(out.isTTY && colors);
    this.errPaint = paint(err.isTTY && colors);
    this.showsProgress = err.isTTY && environment['TERM'] !== 'dumb';
    out.on('error', (error: NodeJS.ErrnoException) => {
      this.broken = true;
      if (error.code !== 'EPIPE') this.problem('error', `standard output failed: ${error.message}`);
      onClosed();
    });
    // There is nobody left to tell.
    err.on('error', () => undefined);
  }

  /** Whether a person reads standard output. */
  get outIsTerminal(): boolean {
    return this.out.isTTY;
  }

  /** Writes data; resolves when there is room for more. */
  async data(text: string): Promise<void> {
    if (this.broken || text === '') return;
    if (this.out.isTTY) this.clear();
    if (!this.out.write(text)) await roomIn(this.out);
    if (this.out.isTTY) this.redraw();
  }

  /** One line on standard error. */
  note(text: string): void {
    this.clear();
    this.err.write(`${printable(text)}\n`);
    this.redraw();
  }

  /** One line on standard error that begins with `error:` or `warning:`. */
  problem(kind: 'error' | 'warning', text: string): void {
    this.clear();
    this.err.write(`${this.errPaint.red(`${kind}:`)} ${printable(text)}\n`);
    this.redraw();
  }

  /** Shows the progress on a terminal; an empty text removes it. */
  progress(text: string): void {
    if (!this.showsProgress) return;
    this.clear();
    this.status = text;
    this.redraw();
  }

  /** Resolves when all is written. */
  async flush(): Promise<void> {
    for (const stream of [this.out, this.err])
      if (!stream.destroyed && !stream.writableEnded)
        await new Promise((resolve) => stream.write('', resolve));
  }

  private clear(): void {
    if (this.status !== '') this.err.write(CLEAR_LINE);
  }

  private redraw(): void {
    if (this.status === '') return;
    // A terminal without a known width, as in a recording, has 0 columns.
    const width = (this.err.columns || 80) - 1;
    this.err.write(this.errPaint.dim(this.status.slice(0, width)));
  }
}

/** Resolves when a stream has room, or has failed. */
function roomIn(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stream.off('drain', done).off('close', done).off('error', done);
      resolve();
    };
    stream.on('drain', done).on('close', done).on('error', done);
  });
}
