/** Pixels, shape [height, width, 3], RGB 0…255, row-major. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
  /**
   * The size that the image would have if it could have parts of a pixel, where that is less: a JPEG
   * of 1411 columns scaled to half has 706, of which the last stands for one column only.
   */
  readonly extent?: Size;
}

/** A rectangle, in pixels. */
export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}
