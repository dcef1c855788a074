import { ServiceError } from '../errors.js';

/** Memory for one image, taken from a budget. */
export interface Lease {
  /**
   * Makes it `bytes` in all.
   *
   * @throws ServiceError `overloaded` when the budget has not got that much left
   */
  readonly reserve: (bytes: number) => void;
  /** Gives everything back. */
  readonly release: () => void;
}

/** Bytes that all images under way may take together. */
export class ByteBudget {
  private left: number;

  constructor(bytes: number) {
    this.left = bytes;
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
