import { fork, type ChildProcess } from 'node:child_process';
import { ServiceError } from '../../errors.js';
import { ModelError } from '../model-card.js';
import type { ModelResult } from '../model.js';
import type { ChildMessage, ChildOptions, ClassifyMessage } from './messages.js';

export interface SpawnOptions extends ChildOptions {
  /** Threads of libtensorflow. */
  readonly threads: number;
}

/** The process ended while something was expected of it. */
export class ChildCrash extends Error {
  override readonly name = 'ChildCrash';
}

/** How many characters of a child's stderr are kept, to say why it ended. */
const STDERR_KEPT = 2000;

/** The parent's side of one child process. */
export class ClassifierProcess {
  /** Resolves when the model is loaded and warm; rejects with ModelError or ChildCrash. */
  readonly ready: Promise<void>;
  /** Resolves when the process is gone. */
  readonly exited: Promise<void>;
  private readonly child: ChildProcess;
  private stderr = '';
  private settle: ((message: ChildMessage | ChildCrash) => void) | undefined;

  constructor({ threads, ...options }: SpawnOptions) {
    const entry = new URL('main.js', import.meta.url);
    this.child = fork(entry, [JSON.stringify(options)], {
      // Passes pictures as bytes, not as text.
      serialization: 'advanced',
      // What libtensorflow says when it starts is of no use to anybody; when it dies it is.
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: {
        ...process.env,
        TF_NUM_INTRAOP_THREADS: String(threads),
        TF_NUM_INTEROP_THREADS: '1',
      },
    });
    this.child.stderr?.on('data', (chunk: Buffer) => {
      this.stderr = (this.stderr + chunk.toString()).slice(-STDERR_KEPT);
    });
    this.child.on('message', (message: ChildMessage) => {
      this.settle?.(message);
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
    this.ready = this.next().then((message) => {
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
      this.child.send({ image } satisfies ClassifyMessage, ignoreSendError);
      const message = await answer;
      if (message.kind === 'refused') throw new ServiceError(message.code, message.message);
      if (message.kind !== 'classified') throw new ChildCrash(`unexpected answer ${message.kind}`);
      return message;
    } finally {
      clearTimeout(timer);
    }
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  private next(): Promise<ChildMessage> {
    return new Promise((resolve, reject) => {
      this.settle = (message) => {
        this.settle = undefined;
        if (message instanceof ChildCrash) reject(message);
        else resolve(message);
      };
    });
  }
}

/** A send that fails means a process that is ending, and that is reported by its exit. */
function ignoreSendError(): void {
  // Nothing to do.
}
