// Apart from the card's schema: child processes need the names, but not zod.

/** Pillow's `Image.resize` with `BILINEAR` and `BICUBIC`, to the bit: in 8 bits, antialiased. */
export const PILLOW_RESAMPLINGS = ['bilinear-antialias', 'bicubic-antialias'] as const;
/** TensorFlow's `ResizeBilinear`, to the bit: in floats, not antialiased, with three choices of the grid. */
export const TENSORFLOW_RESAMPLINGS = [
  'bilinear',
  'bilinear-legacy',
  'bilinear-align-corners',
] as const;

export type PillowResampling = (typeof PILLOW_RESAMPLINGS)[number];
export type TensorflowResampling = (typeof TENSORFLOW_RESAMPLINGS)[number];

/** Whether resizing gives bytes, as Pillow does, or floats, as TensorFlow does. Both are 0…255. */
export function resizesToBytes(
  resampling: PillowResampling | TensorflowResampling,
): resampling is PillowResampling {
  return PILLOW_RESAMPLINGS.some((name) => name === resampling);
}
