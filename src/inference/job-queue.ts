import type { Classification } from './classifier.js';

/** An image waiting for a process. */
export interface Job {
  readonly image: Uint8Array;
  readonly maxPixels: number;
  readonly signal: AbortSignal;
  /** Milliseconds, on the process's own clock. */
  readonly enqueued: number;
  readonly resolve: (result: Classification) => void;
  readonly reject: (error: Error) => void;
  /** Processes that ended while at work on it, and those of them that it is to blame for. */
  attempts: number;
  crashes: number;
}

/** Images that wait, first come first served. One whose client gives up leaves. */
export class JobQueue {
  /** Each with what stops listening to its signal. */
  private waiting = new Map<Job, () => void>();

  get size(): number {
    return this.waiting.size;
  }

  get first(): Job | undefined {
    return this.waiting.keys().next().value;
  }

  add(job: Job): void {
    const leave = () => {
      this.remove(job);
      job.reject(job.signal.reason as Error);
    };
    job.signal.addEventListener('abort', leave, { once: true });
    this.waiting.set(job, () => {
      job.signal.removeEventListener('abort', leave);
    });
  }

  /** For a job whose process ended: it has waited before. */
  addFirst(job: Job): void {
    const others = this.waiting;
    this.waiting = new Map();
    this.add(job);
    for (const [other, stopListening] of others) this.waiting.set(other, stopListening);
  }

  remove(job: Job): void {
    this.waiting.get(job)?.();
    this.waiting.delete(job);
  }

  rejectAll(error: () => Error): void {
    for (const job of [...this.waiting.keys()]) {
      this.remove(job);
      job.reject(error());
    }
  }
}
