import { z } from 'zod';
import { IMAGE_FIELD } from './multipart-form.js';
import type { FromText } from './option-text.js';
import { strictObject } from './strict-object.js';

export const IMAGE_URL = z.string('image_url is required and must be a string').meta({
  description: 'An absolute http or https URL without credentials, at most 8,192 characters.',
  format: 'uri',
});

/**
 * What a route takes about one image, whichever way the image comes: the schemas of the options, by
 * their names in the request, and how to read them from text.
 */
export interface ImageForm<S extends z.ZodRawShape> {
  /** The JSON of a request, and the text fields of a form without an image. */
  readonly byUrl: z.ZodType<{ image_url: string } & Options<S>>;
  /** What goes with an image that is sent: the query, or the other fields of a form. */
  readonly byUpload: z.ZodType<Options<S>>;
  /** What a form may hold, for the document: how its parts are read is `multipart-form.ts`. */
  readonly multipart: z.ZodType;
  readonly options: S;
  readonly fromText: Readonly<Record<string, FromText>>;
}

const FILE = z
  .any()
  .meta({ type: 'string', format: 'binary', description: 'The image, as a file of the form.' });

export type Options<S extends z.ZodRawShape> = z.output<z.ZodObject<S, z.core.$strict>>;

export function imageForm<S extends z.ZodRawShape>(
  options: S,
  fromText: Readonly<Record<keyof S & string, FromText>>,
): ImageForm<S> {
  return {
    byUrl: strictObject({ image_url: IMAGE_URL, ...options }) as unknown as ImageForm<S>['byUrl'],
    byUpload: strictObject(options),
    multipart: strictObject({
      [IMAGE_FIELD]: FILE.optional(),
      image_url: IMAGE_URL.optional(),
      ...options,
    }).meta({ oneOf: [{ required: [IMAGE_FIELD] }, { required: ['image_url'] }] }),
    options,
    fromText,
  };
}
