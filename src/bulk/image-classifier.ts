import { Slots } from '../classification/slots.js';
import type { Engine } from '../cli/engine.js';
import { ImageLoader } from '../cli/load-image.js';
import { parseImageUrl } from '../fetch/image-url.js';
import type { HostTurns } from './host-turns.js';

/**
 * Classifies the images of URLs: waits for the host's turn, then for a slot, then fetches and classifies.
 *
 * @param atOnce images under way at once
 * @returns throws ServiceError as `classify` of the command line does, or the reason of the signal
 */
export function imageClassifier(
  engine: Engine,
  turns: HostTurns,
  atOnce: number,
  maxBytes: number,
): (url: string, stop: AbortSignal) => Promise<Float32Array> {
  const slots = new Slots(atOnce);
  const loader = new ImageLoader(engine.fetcher, maxBytes);
  return async (url, stop) => {
    await turns.wait(parseImageUrl(url).hostname, stop);
    return await slots.run(stop, async () => {
      const { bytes, release } = await loader.load({ name: url, source: { kind: 'url' } }, stop);
      try {
        return await engine.classify(bytes, stop);
      } finally {
        release();
      }
    });
  };
}
