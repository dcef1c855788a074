import type { Pixels, Rectangle, RgbImage, Size } from '../pixels.js';
import { completePng } from './complete-png.js';
import { compositeOnWhite, withoutFourth } from './composite.js';
import type { DecodedTensor } from './decoded-tensor.js';
import type { ImageHeader } from './image-header.js';
import { firstPixel, joinUpright } from './orient.js';
import { decodeBmp, decodeJpeg, decodePng } from './tensorflow-decoders.js';

/**
 * Decodes an image to upright RGB on white with TensorFlow's kernels, which `tf.node.decodeImage` calls
 * too.
 *
 * @param minimumSize the minimum size to which a JPEG may be scaled while decoding, given its upright
 *   size
 */
export function decodeWithTensorflow(
  bytes: Uint8Array,
  header: ImageHeader,
  minimumSize: (upright: Size) => Size,
): RgbImage {
  const ratio = header.format === 'jpeg' ? scalingRatio(header, minimumSize) : 1;
  const pixels = decode(bytes, header, ratio);
  try {
    const image = joinUpright(pixels, header.orientation, conversion(header, pixels.channels));
    if (ratio === 1) return image;
    return { ...image, extent: extentOf(image, header, ratio), original: uprightSize(header) };
  } finally {
    pixels.dispose();
  }
}

function decode(bytes: Uint8Array, { format, alpha }: ImageHeader, ratio: number): DecodedTensor {
  if (format === 'jpeg') return decodeJpeg(bytes, ratio);
  return format === 'png' ? decodePng(completePng(bytes), alpha ? 4 : 3) : decodeBmp(bytes);
}

function conversion({ alpha }: ImageHeader, channels: number): (pixels: Pixels) => Pixels {
  if (channels !== 4) return (pixels) => pixels;
  // A bitmap's fourth channel is padding, not transparency.
  return alpha ? compositeOnWhite : withoutFourth;
}

/** The ratio by which a JPEG can be scaled while decoding: 1, 2, 4 or 8. */
function scalingRatio(header: ImageHeader, minimumSize: (upright: Size) => Size): number {
  const { width, height } = uprightSize(header);
  const least = minimumSize({ width, height });
  const fits = (ratio: number) => width / ratio >= least.width && height / ratio >= least.height;
  return [8, 4, 2].find(fits) ?? 1;
}

/** The part of a scaled image that counts begins at its first stored pixel. */
function extentOf(image: Size, header: ImageHeader, ratio: number): Rectangle {
  const upright = uprightSize(header);
  const width = upright.width / ratio;
  const height = upright.height / ratio;
  const { right, bottom } = firstPixel(header.orientation);
  return {
    left: right ? image.width - width : 0,
    top: bottom ? image.height - height : 0,
    width,
    height,
  };
}

function uprightSize({ width, height, orientation }: ImageHeader): Size {
  return orientation >= 5 ? { width: height, height: width } : { width, height };
}
