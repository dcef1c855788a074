import { ServiceError } from '../../errors.js';
import { imageTooLarge } from '../../fetch/read-stream.js';

/**
 * @param maxBytes of one image
 * @throws ServiceError `invalid_request`, `image_too_large`
 */
export function checkImages(images: readonly Buffer[], maxBytes: number): void {
  for (const [index, { length }] of images.entries()) {
    if (length === 0)
      throw new ServiceError('invalid_request', `element ${index} of the input is empty`);
    if (length > maxBytes) throw imageTooLarge(maxBytes);
  }
}
