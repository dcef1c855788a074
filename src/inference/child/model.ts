import { decodeImage } from './decode/decode-image.js';
import { readGraphModel } from '../../model/graph-model-file.js';
import type { GraphRunner } from './graph/graph-runner.js';
import { GraphSession } from './graph/graph-session.js';
import { OpByOpGraph } from './graph/op-by-op.js';
import { UnsupportedGraphError } from './graph/unsupported-graph.js';
import {
  loadLabels,
  loadModelCard,
  ModelError,
  type ModelCard,
  type Preprocessing,
} from '../../model/model-card.js';
import { preprocess, resizedSize } from './preprocess.js';
import type { Size } from './pixels.js';

/** What a model says of one image, with the milliseconds that it took. */
export interface ModelResult {
  /** Shape [classes]. */
  readonly probabilities: Float32Array;
  readonly decode: number;
  readonly inference: number;
}

/** A model, loaded and warm: from encoded image to probabilities, in this process. */
export class Model {
  private constructor(
    readonly card: ModelCard,
    private readonly graph: GraphRunner,
    /** What whoever runs the model should know of how it runs. */
    readonly note?: string,
  ) {}

  /**
   * Loads a model's folder and runs it once.
   *
   * @throws ModelError when something in the folder is missing or does not fit together
   */
  static async load(folder: string): Promise<Model> {
    const card = await loadModelCard(folder);
    const labels = await loadLabels(folder, card);
    const { graph, note } = await loadGraph(folder, card);
    const { width, height } = card.preprocessing.crop;
    const { length } = warmUp(graph, new Uint8Array(width * height * 3));
    if (length !== labels.length)
      throw new ModelError(
        `the graph gives ${length} classes, but there are ${labels.length} labels`,
      );
    return new Model(card, graph, note);
  }

  /** @throws ServiceError `not_an_image` or `image_too_many_pixels` */
  async classify(image: Uint8Array, maxPixels: number): Promise<ModelResult> {
    const { preprocessing } = this.card;
    const start = performance.now();
    const decoded = await decodeImage(image, {
      maxPixels,
      minimumSize: (upright) => scalingLimit(upright, preprocessing),
    });
    const pixels = preprocess(decoded, preprocessing);
    const preprocessed = performance.now();
    const probabilities = this.graph.run(pixels);
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

/** One session where libtensorflow takes the graph; TF.js's own, slower way where it does not. */
async function loadGraph(
  folder: string,
  card: ModelCard,
): Promise<{ graph: GraphRunner; note?: string }> {
  const file = await readGraphModel(folder);
  try {
    return { graph: await GraphSession.load(file, card) };
  } catch (error) {
    if (!(error instanceof UnsupportedGraphError)) throw error;
    const note = `the model runs node by node, which is slower: ${error.message}`;
    return { graph: await OpByOpGraph.load(folder, card), note };
  }
}

function warmUp(graph: GraphRunner, pixels: Uint8Array): Float32Array {
  try {
    return graph.run(pixels);
  } catch (error) {
    throw new ModelError(`the graph does not run: ${(error as Error).message}`, { cause: error });
  }
}

/** Pixels from which on a JPEG is scaled while it is decoded. Below, exactness costs little. */
const LARGE = 4_000_000;
/** How many times larger than what resizing gives such a JPEG is to stay, at least. */
const SCALING_MARGIN = 2;

/** The size below which a JPEG is not to be scaled while it is decoded. */
function scalingLimit(upright: Size, preprocessing: Preprocessing): Size {
  // Without antialiasing the model is to see the very pixels that it was measured with.
  const exact = preprocessing.resampling === 'bilinear';
  if (exact || upright.width * upright.height < LARGE) return upright;
  const { width, height } = resizedSize(upright, preprocessing);
  return { width: SCALING_MARGIN * width, height: SCALING_MARGIN * height };
}
