import sharp from 'sharp';

const WIDTH = 61;
const HEIGHT = 43;

export interface SeedImage {
  readonly name: string;
  readonly bytes: Buffer;
}

/** One small photo in every supported format, and in the variants with different decoders. */
export async function seedImages(photo: string): Promise<SeedImage[]> {
  const rgb = await sharp(photo).resize(WIDTH, HEIGHT).removeAlpha().raw().toBuffer();
  const small = () => sharp(rgb, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });
  const images: Record<string, Buffer> = {
    'baseline.jpg': await small()
      .withExif({ IFD0: { Software: 'fuzz' } })
      .jpeg()
      .toBuffer(),
    'progressive.jpg': await small().jpeg({ progressive: true }).toBuffer(),
    'cmyk.jpg': await small().toColourspace('cmyk').jpeg().toBuffer(),
    'rgb.png': await small().png().toBuffer(),
    'rgba-interlaced.png': await small().ensureAlpha(0.5).png({ progressive: true }).toBuffer(),
    'palette.png': await small().png({ palette: true, colours: 16 }).toBuffer(),
    'one.gif': await small().gif().toBuffer(),
    'lossy.webp': await small().webp().toBuffer(),
    'lossless.webp': await small().ensureAlpha(0.5).webp({ lossless: true }).toBuffer(),
    'one.avif': await small().avif({ effort: 0 }).toBuffer(),
    'lzw.tif': await small().tiff({ compression: 'lzw' }).toBuffer(),
    'tiled-jpeg.tif': await small().tiff({ compression: 'jpeg', tile: true }).toBuffer(),
    '24.bmp': bitmap(rgb),
  };
  return Object.entries(images).map(([name, bytes]) => ({ name, bytes }));
}

/** An uncompressed 24-bit bitmap, bottom row first. */
function bitmap(rgb: Buffer): Buffer {
  const stride = Math.ceil((WIDTH * 3) / 4) * 4;
  const bytes = Buffer.alloc(54 + stride * HEIGHT);
  bytes.write('BM');
  bytes.writeUInt32LE(bytes.length, 2);
  bytes.writeUInt32LE(54, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(WIDTH, 18);
  bytes.writeInt32LE(HEIGHT, 22);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(24, 28);
  for (let y = 0; y < HEIGHT; y++)
    for (let x = 0; x < WIDTH; x++)
      for (let channel = 0; channel < 3; channel++)
        bytes[54 + (HEIGHT - 1 - y) * stride + x * 3 + 2 - channel] =
          rgb[(y * WIDTH + x) * 3 + channel] ?? 0;
  return bytes;
}
