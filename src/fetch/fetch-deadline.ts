import { ServiceError } from '../errors.js';

/** One time limit for the whole of a fetch, joined with its caller's own wish to stop. */
export class FetchDeadline {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;

  constructor(
    milliseconds: number,
    private readonly caller: AbortSignal,
  ) {
    this.timer = setTimeout(() => {
      this.controller.abort(
        new ServiceError('upstream_timeout', "the image's server took too long to send it"),
      );
    }, milliseconds);
    if (caller.aborted) this.stop();
    else caller.addEventListener('abort', this.stop);
  }

  /** Fires when the time is up or the caller stops. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Why the signal fired: the caller's reason, or ServiceError `upstream_timeout`. */
  get reason(): Error | undefined {
    return this.signal.aborted ? (this.signal.reason as Error) : undefined;
  }

  /** Lets go of the timer and the caller's signal. */
  clear(): void {
    clearTimeout(this.timer);
    this.caller.removeEventListener('abort', this.stop);
  }

  private readonly stop = (): void => {
    this.controller.abort(this.caller.reason);
  };
}
