import type { CacheResult, Stage } from '../telemetry/request-record.js';
import type { StageTimings } from '../inference/classifier.js';

/** Learns how the work for one image went. */
export interface StageRecorder {
  /** How the cache serves the image. */
  cached(result: CacheResult): void;
  /** A stage has just ended, also in vain; `milliseconds` is how long it took. */
  ended(stage: Stage, milliseconds: number): void;
  /** The classifier has just answered. */
  classified(timings: StageTimings): void;
}
