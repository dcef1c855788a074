import { inject, injectable } from 'tsyringe';
import { ServiceError } from '../errors.js';
import { SETTINGS, type Settings } from '../settings/index.js';
import { ByteBudget, type Lease } from './byte-budget.js';

/**
 * Maximum bytes of images held at once, being loaded or waiting: a hundred images of 5 MB, and in any case
 * a few of the largest allowed. The queue counts images alone, and 256 of the largest would be 5 GB.
 */
const MAX_BYTES = 536_870_912;
const MIN_LARGEST_IMAGES = 4;

/** Bounds the work under way, wherever its images come from: their number, and their bytes together. */
@injectable()
export class Admission {
  private readonly maxImages: number;
  private readonly bytes: ByteBudget;
  private images = 0;

  constructor(@inject(SETTINGS) settings: Settings) {
    // An image that is being loaded holds memory too, so it counts as one that waits.
    this.maxImages = settings.classifier.queueMax + settings.classifier.processes;
    this.bytes = new ByteBudget(Math.max(MAX_BYTES, MIN_LARGEST_IMAGES * settings.fetch.maxBytes));
  }

  /**
   * Takes a place for one image.
   *
   * @returns its bytes; releasing them frees the place too
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
      },
    };
  }
}
