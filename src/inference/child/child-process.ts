import { spawn, type ChildProcess } from 'node:child_process';
import type { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { ServiceError } from '../../errors.js';
import { ModelError } from '../model-card.js';
import type { ModelResult } from '../model.js';
import { readFrames, writeFrame } from './frames.js';
import { CHANNEL, type ChildMessage, type ChildOptions } from './messages.js';

export interface SpawnOptions extends ChildOptions {
  /** Threads of libtensorflow. */
  readonly threads: number;
}

/** The process ended while something was expected of it. */
export class ChildCrash extends Error {
  override readonly name = 'ChildCrash';
}

/** What a child says, and the bytes behind it. */
interface Answer {
  readonly message: ChildMessage;
  readonly payload: Uint8Array;
}

/**
 * A picture's pixels come and go outside of JavaScript's heap. With a young generation this large they
 * are let go of by short collections; otherwise by full ones, a tenth of the time a picture takes.
 */
const NODE_FLAGS = ['--enable-source-maps', '--min-semi-space-size=32', '--max-semi-space-size=32'];
/** Bytes that the probabilities may have: a million classes. */
const MAX_RESULT = 4_000_000;
/** How many characters of a child's stderr are kept, to say why it ended. */
const STDERR_KEPT = 2000;

/** The parent's side of one child process. */
export class ClassifierProcess {
  /** Resolves when the model is loaded and warm; rejects with ModelError or ChildCrash. */
  readonly ready: Promise<void>;
  /** Resolves when the process is gone. */
  readonly exited: Promise<void>;
  private readonly child: ChildProcess;
  private readonly channel: Duplex;
  private stderr = '';
  private settle: ((answer: Answer | ChildCrash) => void) | undefined;

  constructor({ threads, ...options }: SpawnOptions) {
    const entry = fileURLToPath(new URL('main.js', import.meta.url));
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
    this.channel = this.child.stdio[CHANNEL] as Duplex;
    // Whatever goes wrong with the channel, the process is ending, and that is reported by its exit.
    this.channel.on('error', () => this.child.kill('SIGKILL'));
    readFrames(this.channel, MAX_RESULT, ({ header, payload }) => {
      this.settle?.({ message: header as ChildMessage, payload });
    });
    this.child.stderr?.on('data', (chunk: Buffer) => {
      this.stderr = (this.stderr + chunk.toString()).slice(-STDERR_KEPT);
    });
    this.exited = new Promise((resolve) => {
      const gone = (how: string) => {
        const last = this.stderr.trim().split('\n').at(-1) ?? '';
        this.settle?.(new ChildCrash(`a classifier process ended (${how}) ${last}`.trim()));
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
    });
    // Whoever waits for it is told; nobody need be waiting.
    this.ready.catch(() => undefined);
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /**
   * Classifies one picture. Not to be called again before it has settled.
   *
   * @param deadline milliseconds after which the process is killed
   * @throws ServiceError `not_an_image`, `image_too_many_pixels`; ChildCrash
   */
  async classify(image: Uint8Array, deadline: number): Promise<ModelResult> {
    const answer = this.next();
    const timer = setTimeout(() => {
      this.kill();
    }, deadline);
    try {
      writeFrame(this.channel, {}, image);
      const { message, payload } = await answer;
      if (message.kind === 'refused') throw new ServiceError(message.code, message.message);
      if (message.kind !== 'classified') throw new ChildCrash(`unexpected answer ${message.kind}`);
      const { buffer, byteOffset, byteLength } = payload;
      const probabilities = new Float32Array(buffer, byteOffset, byteLength / 4);
      return { probabilities, decode: message.decode, inference: message.inference };
    } finally {
      clearTimeout(timer);
    }
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  private next(): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.settle = (answer) => {
        this.settle = undefined;
        if (answer instanceof ChildCrash) reject(answer);
        else resolve(answer);
      };
    });
  }
}
