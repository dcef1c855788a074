import { inject, injectable } from 'tsyringe';
import { ServiceError } from '../errors.js';
import { heldBytes } from '../settings/held-bytes.js';
import { SETTINGS, type Settings } from '../settings/index.js';
import { ByteBudget, type Lease } from './byte-budget.js';

/** Images under way, their bytes, and how many of both there may be. */
export interface AdmissionStatus {
  readonly images: number;
  readonly maxImages: number;
  readonly bytes: number;
  readonly maxBytes: number;
}

/** Bounds the number of images under way, and their bytes in total, whatever their source. */
@injectable()
export class Admission {
  private readonly maxImages: number;
  private readonly bytes: ByteBudget;
  private images = 0;
  private readonly waiting = new Set<() => void>();

  constructor(@inject(SETTINGS) settings: Settings) {
    // An image that is still loading holds memory too, so it counts as waiting.
    this.maxImages = settings.classifier.queueMax + settings.classifier.processes;
    this.bytes = new ByteBudget(heldBytes(settings.fetch.maxBytes));
  }

  /** For the metrics. */
  get status(): AdmissionStatus {
    const { images, maxImages, bytes } = this;
    return { images, maxImages, bytes: bytes.held, maxBytes: bytes.limit };
  }

  /** For the bytes of an image that a client is sending. It takes a place when it is worked on. */
  lease(): Lease {
    return this.bytes.lease();
  }

  /**
   * Waits until an image is done, `timeout` milliseconds are over or the signal fires. Whoever waits is
   * not sure of a place then.
   */
  freed(signal: AbortSignal, timeout: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.waiting.delete(done);
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, timeout);
      this.waiting.add(done);
      signal.addEventListener('abort', done);
    });
  }

  /**
   * Takes a place for one image.
   *
   * @returns the lease of its bytes; releasing it frees the place too
   * @throws ServiceError `overloaded` when all places are taken
   */
  enter(): Lease {
    if (this.images >= this.maxImages)
      throw new ServiceError('overloaded', 'too many images are waiting: try again soon');
    this.images++;
    const { reserve, release } = this.bytes.lease();
    return {
      reserve,
      release: () => {
        release();
        this.images--;
        const [next] = this.waiting;
        next?.();
      },
    };
  }
}
