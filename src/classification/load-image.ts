import type { Clock } from '../clock.js';
import type { Admission } from './admission.js';
import type { ImageSource } from './image-source.js';
import type { StageRecorder } from './stage-recorder.js';

export interface LoadOptions {
  readonly admission: Admission;
  readonly now: Clock;
  readonly source: ImageSource;
  readonly recorder: Pick<StageRecorder, 'ended'>;
  /** Ends the loading. */
  readonly abandoned: AbortSignal;
}

/**
 * Loads an image and uses it, in a place of the bounded queue that is held until then.
 *
 * @param use gets the image, and the milliseconds that its fetch took; undefined if it was not fetched
 * @throws ServiceError `overloaded`; whatever ImageSource and `use` throw
 */
export async function withImage<T>(
  { admission, now, source, recorder, abandoned }: LoadOptions,
  use: (image: Uint8Array, fetch: number | undefined) => Promise<T>,
): Promise<T> {
  const { reserve, release } = admission.enter();
  try {
    const start = now();
    const image = await source.load(abandoned, reserve).finally(() => {
      if (source.fetched) recorder.ended('fetch', now() - start);
    });
    return await use(image, source.fetched ? now() - start : undefined);
  } finally {
    release();
  }
}
