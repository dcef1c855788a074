import { decodeImage } from './decode/decode-image.js';
import type { GraphRunner } from './graph/graph-runner.js';
import type { LoadedGraph } from './loaded-graph.js';
import type { Preprocessing } from '../../model/model-card.js';
import type { Precision } from '../../settings/classifier.js';
import { ModelError } from '../../model/model-error.js';
import type { ClassifyResult, PreparedModel } from '../protocol/messages.js';
import { openPreparedGraph } from './open-prepared-graph.js';
import { preprocess, resizedSize } from './preprocess.js';
import type { Size } from './pixels.js';

/** A loaded and warm model. Turns an encoded image into probabilities, in this process. */
export class Model {
  private constructor(
    private readonly preprocessing: Preprocessing,
    private readonly graph: GraphRunner,
    /** Warning for the operator. */
    readonly note?: string,
  ) {}

  /**
   * Loads a model and runs it once.
   *
   * @param folder the model's folder, which is read unless there is a usable prepared model
   * @throws ModelError if a file in the folder is missing or does not match the others
   */
  static async load(
    folder: string,
    prepared?: PreparedModel,
    precision: Precision = 'float32',
  ): Promise<Model> {
    const opened = prepared && (await openPreparedGraph(prepared));
    const { graph, preprocessing, classes, note } = opened ?? (await buildGraph(folder, precision));
    const { width, height } = preprocessing.crop;
    const { length } = warmUp(graph, new Uint8Array(width * height * 3));
    if (length !== classes)
      throw new ModelError(`the graph gives ${length} classes, but there are ${classes} labels`);
    const unused =
      prepared && !opened ? `${prepared.file} is not usable: run "make model"` : undefined;
    return new Model(preprocessing, graph, note ?? unused);
  }

  /** @throws ServiceError `not_an_image` or `image_too_many_pixels` */
  async classify(image: Uint8Array, maxPixels: number): Promise<ClassifyResult> {
    const { preprocessing } = this;
    const start = performance.now();
    const decoded = await decodeImage(image, {
      maxPixels,
      minimumSize: (upright) => scalingLimit(upright, preprocessing),
    });
    const pixels = preprocess(decoded, preprocessing);
    const preprocessed = performance.now();
    const { probabilities } = this.graph.run(pixels);
    return {
      probabilities,
      decode: preprocessed - start,
      inference: performance.now() - preprocessed,
    };
  }

  dispose(): void {
    this.graph.dispose();
  }
}

/** What this imports takes 20 MB, which a child with a prepared model does without. */
async function buildGraph(folder: string, precision: Precision): Promise<LoadedGraph> {
  const { loadGraphOf } = await import('./load-graph.js');
  return loadGraphOf(folder, precision);
}

/** @returns the probabilities */
function warmUp(graph: GraphRunner, pixels: Uint8Array): Float32Array {
  try {
    return graph.run(pixels).probabilities;
  } catch (error) {
    throw new ModelError(`the graph does not run: ${(error as Error).message}`, { cause: error });
  }
}

/** Minimum number of pixels for a JPEG to be scaled while decoding. Smaller ones are decoded exactly. */
const LARGE = 4_000_000;
/** Minimum size of a scaled JPEG, in multiples of the resized size. */
const SCALING_MARGIN = 2;

/** The minimum size to which a JPEG may be scaled while decoding. */
function scalingLimit(upright: Size, preprocessing: Preprocessing): Size {
  // Without antialiasing, scaling would change the pixels that the model sees too much.
  const exact = preprocessing.resampling === 'bilinear';
  if (exact || upright.width * upright.height < LARGE) return upright;
  const { width, height } = resizedSize(upright, preprocessing);
  return { width: SCALING_MARGIN * width, height: SCALING_MARGIN * height };
}
