import type { Log } from '../telemetry/log.js';

/** Milliseconds in which the same error is told once. */
const QUIET = 60_000;
const MAX_KNOWN = 100;
/** BullMQ's ids of jobs, which tell apart errors that are the same. */
const JOB_ID = /\bjob \S+/g;

/** Reports what goes wrong between BullMQ and Redis, without repeating itself. */
export class WorkerErrors {
  private readonly told = new Map<string, number>();

  constructor(private readonly log: Log) {}

  report({ message }: Error): void {
    const kind = message.replace(JOB_ID, 'job');
    const now = performance.now();
    if (now - (this.told.get(kind) ?? -QUIET) < QUIET) return;
    if (this.told.size >= MAX_KNOWN) this.told.clear();
    this.told.set(kind, now);
    this.log.warn({ action: 'bulk-queue-error', reason: message }, `the queue: ${message}`);
  }
}
