import { ServiceError } from '../errors.js';
import type { Log } from '../telemetry/log.js';
import { ChildCrash, ClassifierProcess } from './classifier-process.js';
import type { Classification, Classifier } from './classifier.js';

export interface PoolOptions {
  readonly modelDir: string;
  readonly processes: number;
  readonly threads: number;
  readonly queueMax: number;
  readonly imageMaxPixels: number;
  readonly log: Log;
}

/** Images that a process is given at once: one to work on, and one that it need not wait for. */
const DEPTH = 2;
/** Milliseconds between attempts to replace a process: doubled each time it fails, up to the second. */
const RESPAWN_DELAY = [100, 5_000] as const;
/** Attempts that fail in a row before those who wait are told that it is no use. */
const MAX_FAILED_STARTS = 5;

/**
 * Milliseconds after a crash before its image is tried again. When several processes are killed at
 * once from outside, the ends of the others are noticed meanwhile: no image is to blame for those.
 */
const CRASH_PAUSE = 50;

/** An image waiting for a process. */
interface Job {
  readonly image: Uint8Array;
  readonly signal: AbortSignal;
  readonly enqueued: number;
  readonly resolve: (result: Classification) => void;
  readonly reject: (error: Error) => void;
  /** Takes it out of the queue; listens to the signal while it is in there. */
  readonly leave: () => void;
  /** Processes that died on it. */
  crashes: number;
}

/**
 * Child processes that decode and classify, with a bounded queue before them. Hostile images can
 * at worst end a child; it is replaced, and its image is tried once more elsewhere.
 *
 * Processes, not threads: tfjs-node's binding keeps one global a process, its kernels block the
 * calling thread, and a crash in a decoder would take all threads with it.
 */
export class ClassifierPool implements Classifier {
  /** Those that have loaded the model. */
  private readonly warm = new Set<ClassifierProcess>();
  private readonly all = new Set<ClassifierProcess>();
  private readonly queue = new Set<Job>();
  private failures = 0;
  private closing = false;

  private constructor(private readonly options: PoolOptions) {}

  /**
   * Starts the processes.
   *
   * @returns when every process has loaded the model and is warm
   * @throws ModelError or ChildCrash when one cannot
   */
  static async start(options: PoolOptions): Promise<ClassifierPool> {
    const pool = new ClassifierPool(options);
    try {
      await Promise.all(Array.from({ length: options.processes }, () => pool.spawn()));
      return pool;
    } catch (error) {
      await pool.close();
      throw error;
    }
  }

  /** Whether any process is there to classify. */
  get ready(): boolean {
    return !this.closing && (this.failures < MAX_FAILED_STARTS || this.warm.size > 0);
  }

  async classify(image: Uint8Array, signal: AbortSignal): Promise<Classification> {
    const { queueMax } = this.options;
    signal.throwIfAborted();
    if (!this.ready) throw notReady();
    if (this.queue.size >= queueMax && this.leastLoaded() === undefined)
      throw new ServiceError('overloaded', `${queueMax} images are waiting already`, {
        retryAfter: 1,
      });
    return new Promise((resolve, reject) => {
      // An image that is being classified already is finished, for nobody: that is quicker than
      // a new process.
      const leave = () => {
        if (this.queue.delete(job)) reject(signal.reason as Error);
      };
      const enqueued = performance.now();
      const job: Job = { image, signal, enqueued, resolve, reject, leave, crashes: 0 };
      this.enqueue(job);
      this.dispatch();
    });
  }

  /** Ends all processes. Who still waits gets `not_ready`. */
  async close(): Promise<void> {
    this.closing = true;
    this.rejectQueue();
    const processes = [...this.all];
    for (const process of processes) process.kill();
    await Promise.all(processes.map((process) => process.exited));
  }

  private enqueue(job: Job): void {
    this.queue.add(job);
    job.signal.addEventListener('abort', job.leave, { once: true });
  }

  private dequeue(job: Job): void {
    this.queue.delete(job);
    job.signal.removeEventListener('abort', job.leave);
  }

  private dispatch(): void {
    for (const job of this.queue) {
      const process = this.leastLoaded();
      if (process === undefined) return;
      this.dequeue(job);
      void this.run(process, job);
    }
  }

  /** Of the processes that can take an image, the one with the fewest. */
  private leastLoaded(): ClassifierProcess | undefined {
    let least: ClassifierProcess | undefined;
    for (const process of this.warm) if (process.load < (least?.load ?? DEPTH)) least = process;
    return least;
  }

  private async run(process: ClassifierProcess, job: Job): Promise<void> {
    try {
      const { probabilities, decode, inference } = await process.classify(job.image);
      const queue = performance.now() - job.enqueued - decode - inference;
      job.resolve({ probabilities, timings: { queue, decode, inference } });
    } catch (error) {
      if (error instanceof ChildCrash) {
        await new Promise((resolve) => setTimeout(resolve, CRASH_PAUSE));
        this.retry(job, error);
      } else job.reject(error as Error);
    }
    this.dispatch();
  }

  /** A crash may have had nothing to do with the image; two in a row, or its time run out, had. */
  private retry(job: Job, { duringWork, timedOut }: ChildCrash): void {
    if (duringWork) job.crashes++;
    if (job.crashes > 1 || timedOut) {
      const reason = timedOut ? 'takes too long to decode' : 'cannot be decoded';
      job.reject(new ServiceError('not_an_image', `the image ${reason}`));
      return;
    }
    if (job.signal.aborted) {
      job.reject(job.signal.reason as Error);
      return;
    }
    const waiting = [...this.queue];
    this.queue.clear();
    this.enqueue(job);
    for (const next of waiting) this.queue.add(next);
    if (!this.ready) this.rejectQueue();
  }

  private async spawn(): Promise<void> {
    const { modelDir, imageMaxPixels: maxPixels, threads, log } = this.options;
    const process = new ClassifierProcess({ modelDir, maxPixels, threads });
    this.all.add(process);
    void process.exited.then(() => {
      this.all.delete(process);
      this.warm.delete(process);
    });
    const note = await process.ready;
    if (note !== undefined) log.warn({ pid: process.pid }, note);
    this.failures = 0;
    void process.exited.then(() => {
      if (this.closing) return;
      log.warn({ pid: process.pid }, 'a classifier process ended; it is being replaced');
      void this.respawn();
    });
    this.warm.add(process);
    this.dispatch();
  }

  private async respawn(): Promise<void> {
    const [first, longest] = RESPAWN_DELAY;
    for (let delay = first as number; !this.closing; delay = Math.min(2 * delay, longest)) {
      try {
        await this.spawn();
        return;
      } catch (error) {
        this.startFailed(error);
      }
      await new Promise((resolve) => setTimeout(resolve, delay));
    }
  }

  private startFailed(error: unknown): void {
    if (this.closing) return;
    this.failures++;
    this.options.log.error({ err: error }, 'a classifier process could not be started');
    if (!this.ready) this.rejectQueue();
  }

  private rejectQueue(): void {
    for (const job of this.queue) {
      this.dequeue(job);
      job.reject(notReady());
    }
  }
}

function notReady(): ServiceError {
  return new ServiceError('not_ready', 'no classifier process is running', { retryAfter: 5 });
}
