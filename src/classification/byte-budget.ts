import { ServiceError } from '../errors.js';

/** Memory for one image, taken from a budget. */
export interface Lease {
  /**
   * Resizes the lease to `bytes` in total.
   *
   * @throws ServiceError `overloaded` when the budget has too little left
   */
  readonly reserve: (bytes: number) => void;
  readonly release: () => void;
}

/** Maximum bytes of all images under way together. */
export class ByteBudget {
  private left: number;

  constructor(readonly limit: number) {
    this.left = limit;
  }

  /** Bytes that are taken. */
  get held(): number {
    return this.limit - this.left;
  }

  lease(): Lease {
    let held = 0;
    return {
      reserve: (bytes) => {
        if (bytes - held > this.left)
          throw new ServiceError(
            'overloaded',
            'too many bytes of images are waiting: try again soon',
          );
        this.left -= bytes - held;
        held = bytes;
      },
      release: () => {
        this.left += held;
        held = 0;
      },
    };
  }
}
