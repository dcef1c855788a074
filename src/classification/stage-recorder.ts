import type { CacheResult, Stage, WorkTimings } from '../telemetry/request-record.js';

/** Learns how the work for one image went. */
export interface StageRecorder {
  /** How the cache serves the image. */
  cached(result: CacheResult): void;
  /** A stage has just ended, also in vain; `milliseconds` is how long it took. */
  ended(stage: Stage, milliseconds: number): void;
  /** A child process has just answered, after these stages. */
  worked(timings: WorkTimings): void;
}
