import type { z } from 'zod';
import type { ImageForm } from '../requests/image-form.js';
import type { Content } from './operation.js';

/**
 * The body of a request about one image, in each of its forms.
 *
 * @param json examples of the JSON
 */
export function imageBody<S extends z.ZodRawShape>(
  form: ImageForm<S>,
  json: NonNullable<Content['examples']>,
): readonly Content[] {
  return [
    { mediaType: 'application/json', schema: form.byUrl, examples: json },
    { mediaType: 'image/*' },
    { mediaType: 'application/octet-stream' },
    { mediaType: 'multipart/form-data', schema: form.multipart },
  ];
}
