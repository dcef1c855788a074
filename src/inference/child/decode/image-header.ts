/** What an image's first bytes say of it. */
export interface ImageHeader {
  readonly format: 'jpeg' | 'png' | 'bmp' | 'other';
  /** As stored, in pixels: before the orientation is applied. */
  readonly width: number;
  readonly height: number;
  /** Exif's orientation, 1…8; 1 is upright. */
  readonly orientation: number;
  /** Whether the image may have transparent parts. */
  readonly alpha: boolean;
  /** False for the variants that TensorFlow's decoder does not read, or not as others do. */
  readonly tensorflowDecodable: boolean;
}

/** The bytes are of no image, or of a broken one. */
export class ImageHeaderError extends Error {
  override readonly name = 'ImageHeaderError';
}
