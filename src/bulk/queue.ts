import { type Job, Queue, Worker } from 'bullmq';
import type { LastingRedis } from '../redis/lasting-redis.js';
import { jobId, PREFIX, queueName } from './keys.js';
import type { List } from './list.js';

/** What a job says: which chunk of which list. The URLs are beside it. */
export interface JobData {
  readonly list: string;
  readonly uid: string;
  readonly chunk: number;
}

export type ChunkJob = Job<JobData, void>;

/** How often a job may be taken over from a worker that died, before it fails. */
const MAX_TAKEOVERS = 100;
/** How often a job is tried whose work throws, which only a bug of ours does, and milliseconds between. */
const ATTEMPTS = 3;
const BACKOFF = 2000;
/** BullMQ writes an event for each step of a job, which nobody reads here. */
const MAX_EVENTS = 100;
/** Milliseconds until BullMQ asks again after a failure of Redis. */
const RETRY_PAUSE = 1000;

/** The jobs of the lists of one model. All methods wait while Redis is away. */
export class ChunkQueue {
  private readonly queue: Queue<JobData, void>;

  /** @param model the name whose workers take the jobs */
  constructor(
    model: string,
    private readonly redis: LastingRedis,
    private readonly stop?: AbortSignal,
  ) {
    this.queue = new Queue(queueName(model), {
      ...common(redis),
      streams: { events: { maxLen: MAX_EVENTS } },
      defaultJobOptions: {
        attempts: ATTEMPTS,
        backoff: BACKOFF,
        removeOnComplete: true,
        stackTraceLimit: 1,
      },
    });
    // LastingRedis tells of them, and the commands that wait for a reply get them.
    this.queue.on('error', () => undefined);
  }

  /** Queues a chunk. Nothing happens if it is queued already. */
  async add({ name, uid }: List, chunk: number): Promise<void> {
    const data = { list: name, uid, chunk };
    await this.run(() => this.queue.add('classify', data, { jobId: jobId(uid, chunk) }));
  }

  /** @returns undefined if the chunk has no job, and why its job has failed if it has */
  async find({ uid }: List, chunk: number): Promise<{ failure: string | undefined } | undefined> {
    const job = await this.run(() => this.queue.getJob(jobId(uid, chunk)));
    if (job === undefined) return undefined;
    return { failure: (await this.run(() => job.isFailed())) ? job.failedReason : undefined };
  }

  /** Removes a chunk's job, unless a worker has it, which then ends without a result. */
  async remove({ uid }: List, chunk: number): Promise<void> {
    await this.run(() => this.queue.remove(jobId(uid, chunk)));
  }

  /** Numbers of jobs. */
  async counts(): Promise<Record<'waiting' | 'active' | 'delayed' | 'failed', number>> {
    const counts = await this.run(() =>
      this.queue.getJobCounts('wait', 'active', 'delayed', 'failed'),
    );
    const {
      wait = 0,
      active = 0,
      delayed = 0,
      failed = 0,
    } = counts as Partial<Record<string, number>>;
    return { waiting: wait, active, delayed, failed };
  }

  private run<T>(command: () => Promise<T>): Promise<T> {
    return this.redis.run(command, this.stop);
  }
}

/**
 * Takes jobs from now on.
 *
 * @param lockTtl seconds after which a dead worker's job is taken over
 * @param jobs worked on at once
 */
export function openWorker(
  model: string,
  redis: LastingRedis,
  { lockTtl, jobs }: { readonly lockTtl: number; readonly jobs: number },
  work: (job: ChunkJob) => Promise<void>,
): Worker<JobData, void> {
  return new Worker<JobData, void>(queueName(model), work, {
    ...common(redis),
    concurrency: jobs,
    lockDuration: lockTtl * 1000,
    stalledInterval: lockTtl * 500,
    maxStalledCount: MAX_TAKEOVERS,
    runRetryDelay: RETRY_PAUSE,
  });
}

/** The check of the version would also warn, in words of its own, of a policy that we look at ourselves. */
function common({ client }: LastingRedis) {
  return { connection: client, prefix: PREFIX, skipVersionCheck: true };
}
