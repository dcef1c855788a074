export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A rectangle, in pixels. */
export interface Rectangle extends Size {
  readonly left: number;
  readonly top: number;
}

/** Decoded pixels, shape [height, width, channels], 0…255, row-major. */
export interface Pixels extends Size {
  readonly data: Uint8Array;
}

/** A model's input: RGB 0…255, shape [height, width, 3]. Pillow's resampling gives bytes, TensorFlow's floats. */
export type InputPixels = Uint8Array | Float32Array;

/** Pixels of 3 channels: red, green and blue. */
export interface RgbImage extends Pixels {
  /**
   * The part that counts, in fractions of a pixel, if it is smaller. A JPEG of 1411 columns scaled to
   * half has 706, and the last of them represents one original column only. If the image was mirrored,
   * it is the first.
   */
  readonly extent?: Rectangle;
  /** The upright size in the file, if the image was scaled while decoding. */
  readonly original?: Size;
}
