import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tensor3D } from '@tensorflow/tfjs-node';
import { decodeImage } from '../../src/inference/child/decode/decode-image.js';
import { loadTensorflow } from '../../src/inference/child/tensorflow.js';
import { ROOT } from '../helpers/squeezenet-variant.js';

const FOLDER = join(ROOT, 'models/golden');

export const GOLDEN_IMAGES = readdirSync(FOLDER).filter((name) => /\.(png|jpg)$/.test(name));

/**
 * A golden image as nsfwjs resizes it, with aligned corners, by TF.js: RGB 0…255, shape [size, size, 3].
 */
export async function resizedGoldenImage(name: string, size: number): Promise<Float32Array> {
  const { data, width, height } = await decodeImage(await readFile(join(FOLDER, name)), {
    maxPixels: 1e7,
    minimumSize: (upright) => upright,
  });
  const tf = loadTensorflow();
  return tf.tidy(() => {
    const image: Tensor3D = tf.tensor3d(data, [height, width, 3], 'int32').toFloat();
    return tf.image.resizeBilinear(image, [size, size], true).dataSync<'float32'>();
  });
}
