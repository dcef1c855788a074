import { ServiceError } from '../errors.js';

/** One time limit for a whole fetch, combined with the abort signal of its caller. */
export class FetchDeadline {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;

  constructor(
    milliseconds: number,
    private readonly caller: AbortSignal,
  ) {
    this.timer = setTimeout(() => {
      this.controller.abort(
        new ServiceError('upstream_timeout', "the image's server took too long"),
      );
    }, milliseconds);
    if (caller.aborted) this.stop();
    else caller.addEventListener('abort', this.stop);
  }

  /** Aborts when the time is up or the caller aborts. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** The reason of the abort: the caller's, or ServiceError `upstream_timeout`. */
  get reason(): Error | undefined {
    return this.signal.aborted ? (this.signal.reason as Error) : undefined;
  }

  /** Stops the timer and removes the listener on the caller's signal. */
  clear(): void {
    clearTimeout(this.timer);
    this.caller.removeEventListener('abort', this.stop);
  }

  private readonly stop = (): void => {
    this.controller.abort(this.caller.reason);
  };
}
