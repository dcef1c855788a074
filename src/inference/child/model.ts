import { ServiceError } from '../../errors.js';
import { resizesToBytes } from '../../model/resamplings.js';
import type { Preprocessing } from '../../model/model-card.js';
import type { Precision } from '../../settings/classifier.js';
import { ModelError } from '../../model/model-error.js';
import type { ExplainResult, ModelResult, PreparedModel } from '../protocol/messages.js';
import { checkProbabilities } from './graph/check-output.js';
import { placeInImage } from './explain/place-in-image.js';
import type { ClassExplainer, GraphRunner } from './graph/graph-runner.js';
import type { LoadedGraph } from './loaded-graph.js';
import { openPreparedGraph } from './open-prepared-graph.js';
import type { RgbImage, Size } from './pixels.js';
import { preprocess, resizedSize } from './preprocess.js';

/** An explanation that is not drawn yet, and the milliseconds of preprocessing and inference. */
export interface ModelExplanation extends Omit<ExplainResult, 'drawing' | 'decode' | 'render'> {
  readonly preprocessing: number;
}

/** A loaded and warm model. Turns decoded images into probabilities, in this process. */
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
    const loaded = opened ?? (await buildGraph(folder, precision));
    const { graph, probabilities, preprocessing, classes, note } = loaded;
    const { length } = probabilities;
    if (length !== classes)
      throw new ModelError(`the graph gives ${length} classes, but there are ${classes} labels`);
    checkProbabilities(probabilities);
    const unused =
      prepared && !opened ? `${prepared.file} is not usable: run "make model"` : undefined;
    return new Model(preprocessing, graph, note ?? unused);
  }

  /** The minimum size to which a JPEG may be scaled while decoding. */
  minimumSize(upright: Size): Size {
    return scalingLimit(upright, this.preprocessing);
  }

  /** @returns the probabilities, and the milliseconds of preprocessing and inference */
  run(image: RgbImage): ModelResult & { readonly preprocessing: number } {
    const start = performance.now();
    const pixels = preprocess(image, this.preprocessing);
    const preprocessed = performance.now();
    const { probabilities } = this.graph.run(pixels);
    return {
      probabilities,
      preprocessing: preprocessed - start,
      inference: performance.now() - preprocessed,
    };
  }

  /**
   * Runs the graph on the model's own input.
   *
   * @param tensor shape [crop.height, crop.width, 3], RGB 0…255: bytes if `resizesToBytes`, else float32
   */
  runTensor({ buffer, byteOffset, byteLength }: Uint8Array): ModelResult {
    const start = performance.now();
    const input = resizesToBytes(this.preprocessing.resampling)
      ? new Uint8Array(buffer, byteOffset, byteLength)
      : new Float32Array(buffer, byteOffset, byteLength / Float32Array.BYTES_PER_ELEMENT);
    const { probabilities } = this.graph.run(input);
    return { probabilities, inference: performance.now() - start };
  }

  /**
   * Tells which parts of an image speak for a class.
   *
   * @param wanted the class, or −1 for the most probable one
   * @throws ServiceError `not_explainable`
   */
  explain(image: RgbImage, wanted: number): ModelExplanation {
    const start = performance.now();
    const explainer = this.requireExplainer();
    const pixels = preprocess(image, this.preprocessing);
    const preprocessed = performance.now();
    const { probabilities, classes, maps, biases } = explainer.explain(
      pixels,
      Int32Array.of(wanted),
    );
    const [index = 0] = classes;
    const [bias = 0] = biases ?? [];
    return {
      class: index,
      probability: probabilities[index] ?? NaN,
      logit: maps.reduce((sum, value) => sum + value, 0) / maps.length + bias,
      bias,
      grid: maps,
      ...placeInImage(image, explainer.cells, this.preprocessing),
      preprocessing: preprocessed - start,
      inference: performance.now() - preprocessed,
    };
  }

  /** @throws ServiceError `not_explainable` */
  requireExplainer(): ClassExplainer {
    const { explainer } = this.graph;
    if (explainer !== undefined) return explainer;
    throw new ServiceError(
      'not_explainable',
      'this model runs node by node, which cannot be explained',
    );
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
