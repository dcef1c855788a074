import { imageTooLarge } from '../../fetch/read-stream.js';
import { invalidRequest } from '../requests/invalid-request.js';

/**
 * @param maxBytes of one image
 * @throws ServiceError `invalid_request`, `image_too_large`
 */
export function checkImages(images: readonly Buffer[], maxBytes: number): void {
  for (const [index, { length }] of images.entries()) {
    if (length === 0) throw invalidRequest(`element ${index} of the input is empty`);
    if (length > maxBytes) throw imageTooLarge(maxBytes);
  }
}
