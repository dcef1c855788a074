import type { ClassifierProcess } from './classifier-process.js';

/** An image waiting for a process. */
export interface Job {
  /** What a process does with the image. Rejects as ClassifierProcess does. */
  readonly work: (child: ClassifierProcess) => Promise<void>;
  readonly signal: AbortSignal;
  readonly reject: (error: Error) => void;
  /** Processes that ended while at work on this image. */
  readonly ended: ClassifierProcess[];
}

/** Waiting images, first come, first served. A job leaves when its signal fires. */
export class JobQueue {
  /** Each job with a function that removes the listener from its signal. */
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

  /** For a job whose process ended: it has already waited once. */
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
