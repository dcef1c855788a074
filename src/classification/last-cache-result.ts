import type { CacheResult, Stage, WorkTimings } from '../telemetry/request-record.js';
import type { StageRecorder } from './stage-recorder.js';

/** Tells how the cache served an image once, however often it was tried. */
export class LastCacheResult implements StageRecorder {
  private result: CacheResult | undefined;

  constructor(private readonly recorder: StageRecorder) {}

  cached(result: CacheResult): void {
    this.result = result;
  }

  ended(stage: Stage, milliseconds: number): void {
    this.recorder.ended(stage, milliseconds);
  }

  worked(timings: WorkTimings): void {
    this.recorder.worked(timings);
  }

  tell(): void {
    if (this.result !== undefined) this.recorder.cached(this.result);
  }
}
