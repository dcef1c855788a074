import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../paths.js';
import { makeVariant, type Variant } from './make-variant.js';
import { randomNumbers } from './random.js';

const GOLDEN = join(ROOT, 'models/golden');

const PHOTOS = [
  'astronaut.png',
  'chelsea.png',
  'coffee.png',
  'hubble_deep_field.jpg',
  'rocket.jpg',
  'retina.jpg',
  'brick.png',
  'camera.png',
  'clock_motion.png',
  'grass.png',
  'gravel.png',
];

/** The first photos of that list: in colour, and sharp enough to be enlarged to 12 megapixels. */
const COLOUR_PHOTOS = 6;

/** The most frequent sizes of ImageNet's photos. */
const ORDINARY_SIZES = [
  { width: 500, height: 375 },
  { width: 500, height: 375 },
  { width: 375, height: 500 },
  { width: 500, height: 333 },
];

const LARGE_SIZE = { width: 4000, height: 3000 };
const LARGE_IMAGES = 12;

/** Makes `count` different photos of ordinary size (JPEGs of about 500×375). */
export function makeOrdinaryImages(folder: string, count: number): Promise<void> {
  return makeImages(folder, count, (index) => {
    const random = randomNumbers(index);
    return {
      photo: join(GOLDEN, PHOTOS[index % PHOTOS.length] ?? ''),
      size: ORDINARY_SIZES[index % ORDINARY_SIZES.length] ?? LARGE_SIZE,
      noise: 6 + 18 * random(),
      quality: 85 + Math.floor(8 * random()),
      random,
    };
  });
}

/** Makes the photos of 12 megapixels (JPEGs of 4000×3000). */
export function makeLargeImages(folder: string): Promise<void> {
  return makeImages(folder, LARGE_IMAGES, (index) => ({
    photo: join(GOLDEN, PHOTOS[index % COLOUR_PHOTOS] ?? ''),
    size: LARGE_SIZE,
    noise: 12,
    quality: 80,
    random: randomNumbers(1000 + index),
  }));
}

/** A folder that exists is complete: it gets its name last. */
async function makeImages(
  folder: string,
  count: number,
  variant: (index: number) => Variant,
): Promise<void> {
  if (existsSync(folder)) return;
  const fresh = `${folder}.incomplete`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true });
  for (let index = 0; index < count; index++) {
    const name = `${String(index).padStart(4, '0')}.jpg`;
    await writeFile(join(fresh, name), await makeVariant(variant(index)));
  }
  await rename(fresh, folder);
}
