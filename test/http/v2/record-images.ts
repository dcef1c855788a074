import type { startFakeService } from '../../helpers/service.js';

/** The images that the fake classifier gets, as text. */
export function recordImages({
  classifier,
}: Awaited<ReturnType<typeof startFakeService>>): string[] {
  const images: string[] = [];
  const { behaviour } = classifier;
  classifier.behaviour = (image, signal) => {
    images.push(Buffer.from(image).toString());
    return behaviour(image, signal);
  };
  return images;
}
