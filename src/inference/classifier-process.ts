import { spawn, type ChildProcess } from 'node:child_process';
import { setPriority } from 'node:os';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { ServiceError } from '../errors.js';
import { ModelError } from '../model/model-card.js';
import type { ModelResult } from './child/model.js';
import { readFrames, writeFrame } from './protocol/frames.js';
import { CHANNEL, type ChildMessage, type ChildOptions } from './protocol/messages.js';

export interface SpawnOptions extends ChildOptions {
  /** Threads of libtensorflow. */
  readonly threads: number;
}

/** The process ended while something was expected of it. */
export class ChildCrash extends Error {
  override readonly name = 'ChildCrash';

  /**
   * @param duringWork whether it was at work on what was expected, or had not come to it yet
   * @param timedOut whether it was ended because that took too long
   */
  constructor(
    message: string,
    readonly duringWork: boolean,
    readonly timedOut = false,
  ) {
    super(message);
  }
}

/** What a child says, and the bytes behind it. */
interface Answer {
  readonly message: ChildMessage;
  readonly payload: Uint8Array;
}

/**
 * An image's pixels come and go outside of JavaScript's heap. With generations this large they are let
 * go of in passing; otherwise by full collections, a tenth of the time an image takes.
 */
const NODE_FLAGS = [
  '--enable-source-maps',
  '--min-semi-space-size=32',
  '--max-semi-space-size=32',
  '--initial-old-space-size=128',
];
/** Below the service's own priority: requests are taken and answered at once, however many images wait. */
const NICENESS = 5;
/** Milliseconds that loading and warming the model may take, on a machine that has much else to do. */
const START_DEADLINE = 120_000;
/** Milliseconds one image may take before its process is killed. Real ones take far below a second. */
const CLASSIFY_DEADLINE = 20_000;
/** Bytes that the probabilities may have: a million classes. */
const MAX_RESULT = 4_000_000;
/** How many characters of a child's stderr are kept, to say why it ended. */
const STDERR_KEPT = 2000;

/** The parent's side of one child process. */
export class ClassifierProcess {
  /**
   * Resolves when the model is loaded and warm, with what is to be known of how it runs; rejects with
   * ModelError or ChildCrash.
   */
  readonly ready: Promise<string | undefined>;
  /** Resolves when the process is gone. */
  readonly exited: Promise<void>;
  private readonly child: ChildProcess;
  private readonly channel: Duplex;
  private stderr = '';
  private ended = false;
  private timedOut = false;
  /** Who waits for an answer, in the order in which the child gives them. */
  private readonly waiting: ((answer: Answer | ChildCrash) => void)[] = [];
  private deadline: NodeJS.Timeout | undefined;

  constructor({ threads, ...options }: SpawnOptions) {
    const entry = fileURLToPath(new URL('child/main.js', import.meta.url));
    this.child = spawn(process.execPath, [...NODE_FLAGS, entry, JSON.stringify(options)], {
      // What libtensorflow says when it starts is of no use to anybody; when it dies it is.
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        TF_NUM_INTRAOP_THREADS: String(threads),
        // Below zero: the graph runs on the thread that asks for it, without waking another.
        TF_NUM_INTEROP_THREADS: '-1',
      },
    });
    if (this.child.pid !== undefined) setPriority(this.child.pid, NICENESS);
    this.channel = this.child.stdio[CHANNEL] as Duplex;
    // Whatever goes wrong with the channel, the process is ending, and that is reported by its exit.
    this.channel.on('error', () => this.child.kill('SIGKILL'));
    readFrames(this.channel, MAX_RESULT, ({ header, payload }) => {
      this.waiting.shift()?.({ message: header as ChildMessage, payload });
      this.watch();
    });
    this.child.stderr?.on('data', (chunk: Buffer) => {
      this.stderr = (this.stderr + chunk.toString()).slice(-STDERR_KEPT);
    });
    this.exited = new Promise((resolve) => {
      const gone = (how: string) => {
        this.ended = true;
        const message = `a classifier process ended (${how}) ${lastWords(this.stderr)}`.trim();
        for (const [place, settle] of this.waiting.splice(0).entries())
          settle(new ChildCrash(message, place === 0, place === 0 && this.timedOut));
        clearTimeout(this.deadline);
        resolve();
      };
      this.child.on('error', (error) => {
        gone(error.message);
      });
      this.child.on('exit', (code, signal) => {
        gone(signal ?? `exit code ${code ?? 0}`);
      });
    });
    this.ready = this.next().then(({ message }) => {
      if (message.kind === 'failed') throw new ModelError(message.message);
      return message.kind === 'ready' ? message.note : undefined;
    });
    this.watch(START_DEADLINE);
    // Whoever waits for it is told; nobody need be waiting.
    this.ready.catch(() => undefined);
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Images that are being classified or wait in the process; none can be added to one that is gone. */
  get load(): number {
    return this.ended ? Infinity : this.waiting.length;
  }

  /**
   * Classifies an image, after those that were given before. Each has CLASSIFY_DEADLINE; then the
   * process is killed.
   *
   * @throws ServiceError `not_an_image`, `image_too_many_pixels`; ChildCrash
   */
  async classify(image: Uint8Array): Promise<ModelResult> {
    const answer = this.next();
    if (this.waiting.length === 1) this.watch();
    writeFrame(this.channel, {}, image);
    const { message, payload } = await answer;
    if (message.kind === 'refused') throw new ServiceError(message.code, message.message);
    if (message.kind !== 'classified') throw new ChildCrash(`unexpected: ${message.kind}`, true);
    const { buffer, byteOffset, byteLength } = payload;
    const probabilities = new Float32Array(buffer, byteOffset, byteLength / 4);
    return { probabilities, decode: message.decode, inference: message.inference };
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  /** Starts the time that the image has whose turn it is now. */
  private watch(milliseconds = CLASSIFY_DEADLINE): void {
    clearTimeout(this.deadline);
    if (this.waiting.length === 0) return;
    this.deadline = setTimeout(() => {
      this.timedOut = true;
      this.kill();
    }, milliseconds);
  }

  private next(): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.waiting.push((answer) => {
        if (answer instanceof ChildCrash) reject(answer);
        else resolve(answer);
      });
    });
  }
}

/** The line of an uncaught error, behind which Node.js writes the stack and more; or else the last. */
function lastWords(stderr: string): string {
  const lines = stderr.trim().split('\n');
  return lines.findLast((line) => /^\w*Error\b.*:/.test(line)) ?? lines.at(-1) ?? '';
}
