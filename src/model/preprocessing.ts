import { z } from 'zod';
import { PILLOW_RESAMPLINGS, TENSORFLOW_RESAMPLINGS } from './resamplings.js';

const positive = z.int().min(1).max(8192);

const resize = z.discriminatedUnion(
  'mode',
  [
    /** To this size, whatever the proportions. */
    z.strictObject({ mode: z.literal('warp'), width: positive, height: positive }),
    /** The short side to `size`, in proportion, then the centre: torchvision's Resize and CenterCrop. */
    z.strictObject({ mode: z.literal('short-side'), size: positive }),
    /** The largest square in the centre to `size` × `size`. */
    z.strictObject({ mode: z.literal('centre-square'), size: positive }),
  ],
  ask(
    'is an image stretched ("warp"), resized by its short side ("short-side"), or is its centre square resized ("centre-square")?',
  ),
);

/** How an image becomes the model's input. Every field decides the answer, so none has a default. */
export const preprocessing = z.strictObject(
  {
    /** The order that the weights were trained on. */
    channelOrder: z.enum(
      ['RGB', 'BGR'],
      ask('do the weights take red, green, blue ("RGB"), or blue, green, red ("BGR")?'),
    ),
    resize,
    resampling: z.enum(
      [...PILLOW_RESAMPLINGS, ...TENSORFLOW_RESAMPLINGS],
      ask(
        'is an image resized as Pillow does it ("bilinear-antialias", "bicubic-antialias"), or as TensorFlow does ("bilinear", "bilinear-legacy", "bilinear-align-corners")?',
      ),
    ),
    /** Taken from the centre. */
    crop: z.strictObject(
      { width: positive, height: positive },
      ask('how large is the part of the resized image, its centre, that the model takes?'),
    ),
    /** In `channelOrder`: the model's input is (pixel 0…255 − mean) × scale. */
    mean: perChannel('what is subtracted from each channel of 0 to 255 ([0, 0, 0] for nothing)?'),
    scale: perChannel('what is each channel multiplied by, less its mean ([1, 1, 1] for nothing)?'),
    /** If true, the graph takes RGB 0…255: its first convolution applies order, mean and scale. */
    foldedIntoFirstConvolution: z.boolean(
      ask('does the graph apply order, mean and scale itself (true), or the service (false)?'),
    ),
  },
  ask('how does an image become the model’s input?'),
);

export type Preprocessing = z.infer<typeof preprocessing>;

/** The smallest size that resizing can produce. */
export function smallestResized({ resize: rule }: Preprocessing): [width: number, height: number] {
  return rule.mode === 'warp' ? [rule.width, rule.height] : [rule.size, rule.size];
}

/** The error for a missing field: the question that it leaves open. */
export function ask(question: string) {
  return {
    error: ({ input }: { readonly input?: unknown }) =>
      input === undefined ? `missing: ${question}` : undefined,
  };
}

function perChannel(question: string) {
  return z.tuple([z.number(), z.number(), z.number()], ask(question));
}
