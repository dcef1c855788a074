/** RGB, row-major, 3 values a pixel from 0 to 255. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Float64Array;
}

/** What one pixel of the result is made of: `weights` of the pixels from `start` on. */
interface Taps {
  readonly start: number;
  readonly weights: readonly number[];
}

type Filter = (from: number, to: number) => Taps[];

/** How far Pillow's filters reach, and their values (Resample.c). */
const BILINEAR = { support: 1, value: (x: number) => Math.max(0, 1 - Math.abs(x)) };
const BICUBIC = { support: 2, value: cubic };

const ANTIALIASED: Readonly<Record<string, Filter>> = {
  'bilinear-antialias': antialiased(BILINEAR),
  'bicubic-antialias': antialiased(BICUBIC),
};

/** Where a pixel of the result lies in the source, for each form of TensorFlow's ResizeBilinear. */
const INTERPOLATED: Readonly<Record<string, Filter>> = {
  bilinear: interpolated((position, from, to) => ((position + 0.5) * from) / to - 0.5),
  'bilinear-legacy': interpolated((position, from, to) => (position * from) / to),
  'bilinear-align-corners': interpolated((position, from, to) =>
    to > 1 ? (position * (from - 1)) / (to - 1) : 0,
  ),
};

/**
 * Resizes an image, in plain doubles: first across, then down. Pillow's filters round to 8 bits after
 * each.
 *
 * @param resampling a name of the card
 */
export function resample(image: Pixels, width: number, height: number, resampling: string): Pixels {
  const pillow = ANTIALIASED[resampling];
  const filter = pillow ?? INTERPOLATED[resampling];
  if (filter === undefined) throw new Error(`unknown preprocessing.resampling: ${resampling}`);
  const round = pillow === undefined ? (value: number) => value : toByte;
  const across = transpose(resampleDown(transpose(image), filter(image.width, width), round));
  return resampleDown(across, filter(image.height, height), round);
}

function resampleDown(
  { width, data }: Pixels,
  rows: readonly Taps[],
  round: (value: number) => number,
): Pixels {
  const stride = width * 3;
  const result = new Float64Array(rows.length * stride);
  for (const [row, { start, weights }] of rows.entries())
    for (let column = 0; column < stride; column++) {
      let sum = 0;
      for (const [tap, weight] of weights.entries())
        sum += weight * (data[(start + tap) * stride + column] ?? 0);
      result[row * stride + column] = round(sum);
    }
  return { width, height: rows.length, data: result };
}

function transpose({ width, height, data }: Pixels): Pixels {
  const result = new Float64Array(data.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let channel = 0; channel < 3; channel++)
        result[(x * height + y) * 3 + channel] = data[(y * width + x) * 3 + channel] ?? 0;
  return { width: height, height: width, data: result };
}

/** The filter becomes wider when an image shrinks. */
function antialiased({ support, value }: typeof BILINEAR): Filter {
  return (from, to) => {
    const scale = from / to;
    const stretch = Math.max(scale, 1);
    return Array.from({ length: to }, (_, position) => {
      const centre = (position + 0.5) * scale;
      const start = Math.max(0, Math.trunc(centre - support * stretch + 0.5));
      const end = Math.min(from, Math.trunc(centre + support * stretch + 0.5));
      const values = Array.from({ length: end - start }, (_value, tap) =>
        value((start + tap - centre + 0.5) / stretch),
      );
      const sum = values.reduce((total, one) => total + one, 0);
      return { start, weights: values.map((one) => one / sum) };
    });
  };
}

/** Between the two nearest pixels, of which there is one at an edge. */
function interpolated(sourceOf: (position: number, from: number, to: number) => number): Filter {
  return (from, to) =>
    Array.from({ length: to }, (_, position) => {
      const source = Math.min(Math.max(sourceOf(position, from, to), 0), from - 1);
      const start = Math.min(Math.floor(source), Math.max(0, from - 2));
      const share = source - start;
      return { start, weights: from === 1 ? [1] : [1 - share, share] };
    });
}

/** Keys' cubic convolution with a = -0.5, as Pillow has it. */
function cubic(signed: number): number {
  const x = Math.abs(signed);
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
  return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
}

function toByte(value: number): number {
  return Math.min(255, Math.max(0, Math.floor(value + 0.5)));
}
