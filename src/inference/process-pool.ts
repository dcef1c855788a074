import { ServiceError } from '../errors.js';
import type { Log } from '../log.js';
import { ChildCrash, ClassifierProcess } from './child/child-process.js';
import type { Classification, Classifier } from './classifier.js';

export interface PoolOptions {
  readonly modelDir: string;
  readonly processes: number;
  readonly threads: number;
  readonly queueMax: number;
  readonly imageMaxPixels: number;
  readonly log: Log;
}

/** Milliseconds one picture may take before its process is killed. Real ones take well below one second. */
const CLASSIFY_DEADLINE = 20_000;
/** Milliseconds between attempts to replace a process: doubled each time it fails, up to the second. */
const RESPAWN_DELAY = [100, 5_000] as const;
/** Attempts that fail in a row before those who wait are told that it is no use. */
const HOPELESS = 5;

/** A picture waiting for a process. */
interface Job {
  readonly image: Uint8Array;
  readonly enqueued: number;
  readonly resolve: (result: Classification) => void;
  readonly reject: (error: Error) => void;
  /** Processes that died on it. */
  crashes: number;
}

/**
 * Child processes that decode and classify, with a bounded queue before them. Hostile pictures can
 * at worst end a child; it is replaced, and its picture is tried once more elsewhere.
 *
 * Processes, not threads: tfjs-node's binding keeps one global a process, its kernels block the
 * calling thread, and a crash in a decoder would take all threads with it.
 */
export class ClassifierPool implements Classifier {
  private readonly idle: ClassifierProcess[] = [];
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
    return !this.closing && (this.failures < HOPELESS || this.idle.length > 0);
  }

  classify(image: Uint8Array, signal: AbortSignal): Promise<Classification> {
    const { queueMax } = this.options;
    if (!this.ready)
      throw new ServiceError('not_ready', 'no classifier process is running', { retryAfter: 5 });
    if (this.idle.length === 0 && this.queue.size >= queueMax)
      throw new ServiceError('overloaded', `${queueMax} pictures are waiting already`, {
        retryAfter: 1,
      });
    return new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const job: Job = { image, enqueued: performance.now(), resolve, reject, crashes: 0 };
      this.queue.add(job);
      // A picture that is being classified already is finished, for nobody: that is quicker than
      // a new process.
      const abort = () => {
        if (this.queue.delete(job)) reject(signal.reason as Error);
      };
      signal.addEventListener('abort', abort, { once: true });
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

  private dispatch(): void {
    for (const job of this.queue) {
      const process = this.idle.pop();
      if (process === undefined) return;
      this.queue.delete(job);
      void this.run(process, job);
    }
  }

  private async run(process: ClassifierProcess, job: Job): Promise<void> {
    const queue = performance.now() - job.enqueued;
    try {
      const result = await process.classify(job.image, CLASSIFY_DEADLINE);
      const { probabilities, decode, inference } = result;
      job.resolve({ probabilities, timings: { queue, decode, inference } });
    } catch (error) {
      if (error instanceof ChildCrash) {
        this.retry(job);
        return;
      }
      job.reject(error as Error);
    }
    this.idle.push(process);
    this.dispatch();
  }

  /** A crash may have had nothing to do with the picture; two in a row had. */
  private retry(job: Job): void {
    job.crashes++;
    if (job.crashes > 1) {
      job.reject(new ServiceError('not_an_image', 'the picture cannot be decoded'));
      return;
    }
    const waiting = [...this.queue];
    this.queue.clear();
    for (const next of [job, ...waiting]) this.queue.add(next);
    if (!this.ready) this.rejectQueue();
    this.dispatch();
  }

  private async spawn(): Promise<void> {
    const { modelDir, imageMaxPixels: maxPixels, threads, log } = this.options;
    const process = new ClassifierProcess({ modelDir, maxPixels, threads });
    this.all.add(process);
    void process.exited.then(() => {
      this.all.delete(process);
      const index = this.idle.indexOf(process);
      if (index >= 0) this.idle.splice(index, 1);
    });
    await process.ready;
    this.failures = 0;
    void process.exited.then(() => {
      if (this.closing) return;
      log.warn({ pid: process.pid }, 'a classifier process ended; it is being replaced');
      void this.respawn();
    });
    this.idle.push(process);
    this.dispatch();
  }

  private async respawn(): Promise<void> {
    const [first, longest] = RESPAWN_DELAY;
    for (let delay = first as number; !this.closing; delay = Math.min(2 * delay, longest)) {
      try {
        await this.spawn();
        return;
      } catch (error) {
        this.failures++;
        this.options.log.error({ err: error }, 'a classifier process could not be started');
        if (!this.ready) this.rejectQueue();
      }
      await new Promise((resolve) => setTimeout(resolve, delay));
    }
  }

  private rejectQueue(): void {
    for (const job of this.queue)
      job.reject(
        new ServiceError('not_ready', 'no classifier process is running', { retryAfter: 5 }),
      );
    this.queue.clear();
  }
}
