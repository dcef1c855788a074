import type { Pixels, RgbImage, Size } from '../pixels.js';
import type { Banded } from './bands.js';

/**
 * Joins bands to one RGB image and turns it upright.
 *
 * @param orientation Exif's 1…8 (Exif 2.32, section 4.6.4.A): how the stored image was turned
 * @param toRgb converts a band to RGB
 */
export function joinUpright(
  { width, height, bands }: Banded,
  orientation: number,
  toRgb: (pixels: Pixels) => Pixels,
): RgbImage {
  let target: Target | undefined;
  let top = 0;
  for (const band of bands) {
    const rgb = toRgb(band);
    if (orientation === 1 && rgb.height === height) return rgb;
    target ??= new Target({ width, height }, orientation);
    target.write(rgb, top);
    top += rgb.height;
  }
  if (target === undefined) throw new Error('an image without rows');
  return target.image;
}

/** On which sides of the upright image the first stored pixel is. */
export function firstPixel(orientation: number): { right: boolean; bottom: boolean } {
  return { right: [2, 3, 6, 7].includes(orientation), bottom: [3, 4, 7, 8].includes(orientation) };
}

/** An upright image that is written in stored rows. */
class Target {
  readonly image: RgbImage;
  private readonly transposed: boolean;
  /** The pixel of the first stored one, and the distances to those right of it and below it. */
  private readonly origin: number;
  private readonly columnStep: number;
  private readonly rowStep: number;

  constructor({ width, height }: Size, orientation: number) {
    this.transposed = orientation >= 5;
    const size = this.transposed ? { width: height, height: width } : { width, height };
    this.image = { ...size, data: new Uint8Array(width * height * 3) };
    const [columnStep, rowStep] = this.transposed ? [size.width, 1] : [1, size.width];
    const flipColumns = [2, 3, 7, 8].includes(orientation);
    const flipRows = [3, 4, 6, 7].includes(orientation);
    this.columnStep = flipColumns ? -columnStep : columnStep;
    this.rowStep = flipRows ? -rowStep : rowStep;
    this.origin =
      (flipColumns ? (width - 1) * columnStep : 0) + (flipRows ? (height - 1) * rowStep : 0);
  }

  /** @param top the band's first row in the stored image */
  write({ width, height, data }: Pixels, top: number): void {
    const { columnStep, rowStep } = this;
    const start = this.origin + top * rowStep;
    if (columnStep === 1 && rowStep === width) this.image.data.set(data, start * 3);
    // Memory is fast for consecutive pixels of the target.
    else if (this.transposed)
      for (let column = 0; column < width; column++)
        this.copy(data, column, width, height, start + column * columnStep, rowStep);
    else
      for (let row = 0; row < height; row++)
        this.copy(data, row * width, 1, width, start + row * rowStep, columnStep);
  }

  /** Copies `count` pixels that are `fromStep` apart to others that are `toStep` apart. */
  private copy(
    source: Uint8Array,
    from: number,
    fromStep: number,
    count: number,
    to: number,
    toStep: number,
  ): void {
    const { data } = this.image;
    for (let pixel = 0; pixel < count; pixel++) {
      const at = (from + pixel * fromStep) * 3;
      const target = (to + pixel * toStep) * 3;
      data[target] = source[at]!;
      data[target + 1] = source[at + 1]!;
      data[target + 2] = source[at + 2]!;
    }
  }
}
