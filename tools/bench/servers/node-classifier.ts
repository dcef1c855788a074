import sharp from 'sharp';
import { ONNX_FILE } from '../paths.js';
import { loadOnnxRuntime, sessionOptions, type OnnxSession } from './onnxruntime.js';

const SIDE = 227;
const RESIZED = 256;
const MARGIN = Math.floor((RESIZED - SIDE) / 2);

/**
 * `written`: the usual code with default settings. `tuned`: one onnxruntime thread and one sharp thread
 * per image and no sharp cache, which gives the most images per second on few cores, and a linear kernel.
 * Both: sharp scales large JPEGs while decoding.
 */
export type Variant = 'written' | 'tuned';

/** sharp and onnxruntime, combined as usual: decode, warp, crop the centre, NCHW, run. */
export class NodeClassifier {
  private constructor(
    private readonly variant: Variant,
    private readonly session: OnnxSession,
  ) {}

  static async load(variant: Variant): Promise<NodeClassifier> {
    const { InferenceSession } = loadOnnxRuntime();
    if (variant === 'written')
      return new NodeClassifier(variant, await InferenceSession.create(ONNX_FILE));
    sharp.concurrency(1);
    sharp.cache(false);
    return new NodeClassifier(variant, await InferenceSession.create(ONNX_FILE, sessionOptions(1)));
  }

  /** @returns probabilities, shape [classes] */
  async classify(image: Buffer): Promise<Float32Array> {
    const pixels = await sharp(image)
      .resize(RESIZED, RESIZED, {
        fit: 'fill',
        ...(this.variant === 'tuned' && { kernel: 'linear' }),
      })
      .extract({ left: MARGIN, top: MARGIN, width: SIDE, height: SIDE })
      .removeAlpha()
      .raw()
      .toBuffer();
    const { Tensor } = loadOnnxRuntime();
    const input = new Tensor('float32', toChw(pixels), [1, 3, SIDE, SIDE]);
    const { probabilities } = await this.session.run({ input });
    if (probabilities === undefined) throw new Error('the graph gave no probabilities');
    return probabilities.data;
  }
}

/** Converts RGB bytes of shape [height, width, 3] to floats of shape [3, height, width]. */
function toChw(pixels: Uint8Array): Float32Array {
  const area = SIDE * SIDE;
  const chw = new Float32Array(3 * area);
  for (let at = 0; at < area; at++) {
    chw[at] = pixels[3 * at] ?? 0;
    chw[area + at] = pixels[3 * at + 1] ?? 0;
    chw[2 * area + at] = pixels[3 * at + 2] ?? 0;
  }
  return chw;
}
