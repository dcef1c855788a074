import { ServiceError } from '../errors.js';
import type { ClassifierSettings } from '../settings/classifier.js';
import type { Log } from '../telemetry/log.js';
import { ChildCrash } from './child-crash.js';
import type { ClassifierProcess } from './classifier-process.js';
import type {
  Classification,
  Classifications,
  Classifier,
  ClassifierStatus,
} from './classifier.js';
import type { Explainer, Explanation, ExplanationWish } from './explainer.js';
import { type Job, JobQueue } from './job-queue.js';
import { ProcessCrew } from './process-crew.js';
import { SAME_CAUSE_WINDOW } from './process-ends.js';
import type { ChildOptions, ClassifyResult } from './protocol/messages.js';
import type { TensorClassifier } from './tensor-classifier.js';

export interface PoolOptions
  extends Omit<ClassifierSettings, 'precision' | 'processesByDefault'>, ChildOptions {
  readonly log: Log;
}

/** Images per process: one being classified, and the next, so that the process never idles. */
const DEPTH = 2;
/** Processes that an image must have ended, each alone, to be refused: one end may be chance. */
const BLAMED_ENDS = 2;
/** Number of processes that may end while at work on an image, whatever the cause. */
const MAX_ATTEMPTS = 5;

/**
 * Child processes that decode and classify, behind a bounded queue. A hostile image can at worst end a
 * child; the child is replaced, and the image is tried again in another one.
 *
 * Processes, not threads: tfjs-node's binding keeps one global per process, its kernels block the
 * calling thread, and a crash in a decoder would end all threads.
 */
export class ClassifierPool implements Classifier, TensorClassifier, Explainer {
  private readonly queue = new JobQueue();
  private readonly crew: ProcessCrew;

  /** Spawns the processes at once. */
  constructor(private readonly options: PoolOptions) {
    const { processes, models, precision, threads, log } = options;
    this.crew = new ProcessCrew({
      processes,
      child: { models, precision, threads },
      log,
      onWarm: () => {
        this.dispatch();
      },
      onHopeless: () => {
        this.queue.rejectAll(notReady);
      },
    });
  }

  /**
   * Resolves when every process has loaded the model and is warm. Rejects with ModelError or ChildCrash
   * when a process cannot start; then the pool must be closed.
   */
  get started(): Promise<unknown> {
    return this.crew.started;
  }

  /**
   * A pool of warm processes.
   *
   * @throws ModelError or ChildCrash when a process cannot start
   */
  static async start(options: PoolOptions): Promise<ClassifierPool> {
    const pool = new ClassifierPool(options);
    try {
      await pool.started;
      return pool;
    } catch (error) {
      await pool.close();
      throw error;
    }
  }

  /** Whether images are accepted: a process is warm, or one can still be expected. */
  get ready(): boolean {
    return this.crew.ready;
  }

  /** Names of the models, in the order of the options. */
  get models(): readonly string[] {
    return this.options.models.map(({ name }) => name);
  }

  get status(): ClassifierStatus {
    const { queueMax, processes } = this.options;
    const { warm, restarts } = this.crew;
    return {
      queued: this.queue.size,
      queueMax,
      processes,
      processesReady: warm.size,
      restarts,
      pids: [...warm].flatMap(({ pid }) => pid ?? []),
    };
  }

  async classify(
    image: Uint8Array,
    models: readonly string[],
    signal: AbortSignal,
    maxPixels = this.options.maxPixels,
  ): Promise<Classifications> {
    const enqueued = performance.now();
    return this.enqueue(signal, async (child) =>
      byModel(models, enqueued, await child.classify(image, models, maxPixels)),
    );
  }

  async classifyTensor(
    tensor: Uint8Array,
    model: string,
    signal: AbortSignal,
  ): Promise<Classification> {
    const enqueued = performance.now();
    return this.enqueue(signal, async (child) => {
      const { probabilities, inference } = await child.classifyTensor(tensor, model);
      const queue = performance.now() - enqueued - inference;
      return { probabilities, timings: { queue, decode: 0, inference } };
    });
  }

  async explain(
    image: Uint8Array,
    wish: ExplanationWish,
    signal: AbortSignal,
  ): Promise<Explanation> {
    const enqueued = performance.now();
    return this.enqueue(signal, async (child) => {
      const result = await child.explain(image, wish, this.options.maxPixels);
      const work = result.decode + result.inference + result.render;
      return { ...result, queue: performance.now() - enqueued - work };
    });
  }

  /** Ends all processes. Waiting images get `not_ready`. */
  async close(): Promise<void> {
    const closed = this.crew.close();
    this.queue.rejectAll(notReady);
    await closed;
  }

  private async enqueue<T>(
    signal: AbortSignal,
    work: (child: ClassifierProcess) => Promise<T>,
  ): Promise<T> {
    const { queueMax } = this.options;
    signal.throwIfAborted();
    if (!this.ready) throw notReady();
    if (this.queue.size >= queueMax && this.leastLoaded() === undefined)
      throw new ServiceError('overloaded', `${queueMax} images are waiting already`, {
        retryAfter: 1,
      });
    return new Promise((resolve, reject) => {
      const settle = async (child: ClassifierProcess) => {
        resolve(await work(child));
      };
      this.queue.add({ work: settle, signal, reject, ended: [] });
      this.dispatch();
    });
  }

  private dispatch(): void {
    for (let job = this.queue.first; job !== undefined; job = this.queue.first) {
      const child = this.leastLoaded();
      if (child === undefined) return;
      // Not cancelled from here on: finishing an image is faster than replacing its process.
      this.queue.remove(job);
      void this.run(child, job);
    }
  }

  /** The least loaded of the processes that can take an image. */
  private leastLoaded(): ClassifierProcess | undefined {
    let least: ClassifierProcess | undefined;
    for (const child of this.crew.warm) if (child.load < (least?.load ?? DEPTH)) least = child;
    return least;
  }

  private async run(child: ClassifierProcess, job: Job): Promise<void> {
    try {
      await job.work(child);
    } catch (error) {
      if (error instanceof ChildCrash) await this.afterCrash(child, job, error);
      else job.reject(error as Error);
    }
    this.dispatch();
  }

  /**
   * Tries an image again whose process ended. The image is refused if its time ran out, or if
   * BLAMED_ENDS processes ended while at work on it and no other process ended at the same time.
   */
  private async afterCrash(
    child: ClassifierProcess,
    job: Job,
    { duringWork, timedOut }: ChildCrash,
  ): Promise<void> {
    if (duringWork) job.ended.push(child);
    // Only a verdict needs to know which other processes end.
    if (duringWork && job.ended.length >= BLAMED_ENDS)
      await new Promise((resolve) => setTimeout(resolve, SAME_CAUSE_WINDOW));
    if (timedOut) job.reject(undecodable('takes too long to decode'));
    else if (this.crew.ends.countAlone(job.ended) >= BLAMED_ENDS)
      job.reject(undecodable('cannot be decoded'));
    else if (job.signal.aborted) job.reject(job.signal.reason as Error);
    else if (job.ended.length >= MAX_ATTEMPTS || !this.ready) job.reject(notReady());
    else this.queue.addFirst(job);
  }
}

function byModel(
  models: readonly string[],
  enqueued: number,
  { results, decode }: ClassifyResult,
): Classifications {
  const work = results.reduce((sum, { inference }) => sum + inference, decode);
  const queue = performance.now() - enqueued - work;
  return new Map(
    results.map(({ probabilities, inference }, index) => [
      models[index] ?? '',
      { probabilities, timings: { queue, decode, inference } },
    ]),
  );
}

function notReady(): ServiceError {
  return new ServiceError('not_ready', 'no classifier process is running', { retryAfter: 5 });
}

function undecodable(what: string): ServiceError {
  return new ServiceError('not_an_image', `the image ${what}`);
}
