/** Properties that an image's header states. */
export interface ImageHeader {
  readonly format: 'jpeg' | 'png' | 'bmp' | 'other';
  /** In pixels, as stored: before the orientation is applied. */
  readonly width: number;
  readonly height: number;
  /** Exif's orientation, 1…8; 1 is upright. */
  readonly orientation: number;
  /** Whether the image may be transparent. */
  readonly alpha: boolean;
  /** False for variants that TensorFlow's decoder does not support or decodes differently from Pillow. */
  readonly tensorflowDecodable: boolean;
}

/** The bytes are not an image, or a broken one. */
export class ImageHeaderError extends Error {
  override readonly name = 'ImageHeaderError';
}
