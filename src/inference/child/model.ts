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
import type { ModelResult } from '../protocol/messages.js';
import { preprocess, resizedSize } from './preprocess.js';
import { resizesToBytes } from '../../model/resampling.js';
import type { InputPixels, RgbImage, Size } from './pixels.js';

/** A loaded and warm model. Turns decoded images into probabilities, in this process. */
export class Model {
  private constructor(
    readonly card: ModelCard,
    private readonly graph: GraphRunner,
    /** Warning for the operator. */
    readonly note?: string,
  ) {}

  /**
   * Loads a model's folder and runs it once.
   *
   * @throws ModelError if a file in the folder is missing or does not match the others
   */
  static async load(folder: string): Promise<Model> {
    const card = await loadModelCard(folder);
    const labels = await loadLabels(folder, card);
    const { graph, note } = await loadGraph(folder, card);
    const { length } = warmUp(graph, blackImage(card.preprocessing));
    if (length !== labels.length)
      throw new ModelError(
        `the graph gives ${length} classes, but there are ${labels.length} labels`,
      );
    return new Model(card, graph, note);
  }

  /** The minimum size to which a JPEG may be scaled while decoding. */
  minimumSize(upright: Size): Size {
    return scalingLimit(upright, this.card.preprocessing);
  }

  /** @returns the probabilities, and the milliseconds of preprocessing and inference */
  run(image: RgbImage): ModelResult & { readonly preprocessing: number } {
    const start = performance.now();
    const pixels = preprocess(image, this.card.preprocessing);
    const preprocessed = performance.now();
    const { probabilities } = this.graph.run(pixels);
    return {
      probabilities,
      preprocessing: preprocessed - start,
      inference: performance.now() - preprocessed,
    };
  }

  dispose(): void {
    this.graph.dispose();
  }
}

/** One session if libtensorflow supports the graph, else TF.js node by node. */
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

function blackImage({ crop, resampling }: Preprocessing): InputPixels {
  const length = crop.width * crop.height * 3;
  return resizesToBytes(resampling) ? new Uint8Array(length) : new Float32Array(length);
}

/** @returns the probabilities */
function warmUp(graph: GraphRunner, pixels: InputPixels): Float32Array {
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

function scalingLimit(upright: Size, preprocessing: Preprocessing): Size {
  // Without antialiasing, scaling would change the pixels that the model sees too much.
  const antialiased = resizesToBytes(preprocessing.resampling);
  if (!antialiased || upright.width * upright.height < LARGE) return upright;
  const { width, height } = resizedSize(upright, preprocessing);
  return { width: SCALING_MARGIN * width, height: SCALING_MARGIN * height };
}
