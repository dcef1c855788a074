import type { ModelCard } from '../../../model/model-card.js';
import type { Precision } from '../../../settings/classifier.js';
import { ModelError } from '../../../model/model-error.js';
import type { ModelFile } from '../../../model/model-file.js';
import type { MapNodes } from '../../../model/saved-model-file.js';
import { nativeBinding } from '../native-binding.js';
import type { InputPixels, Size } from '../pixels.js';
import { TensorScope } from '../tensor-scope.js';
import type { ServedNodes } from './endpoints.js';
import type { ClassExplainer, ClassMaps, GraphOutputs, GraphRunner } from './graph-runner.js';
import { writeMemoryFile } from './memory-file.js';
import { UnsupportedGraphError } from './unsupported-graph.js';

/** A serialized SavedModel, and the nodes to feed and read. */
export interface OpenableGraph {
  readonly savedModel: Uint8Array;
  readonly endpoints: ServedNodes;
}

/**
 * A model's graph in one session of libtensorflow. The library optimises the graph as a whole: it fuses
 * nodes and plans layouts and memory. JavaScript is entered once per image instead of once per node.
 */
export class GraphSession implements GraphRunner {
  readonly explainer: ClassExplainer | undefined;

  private constructor(
    private readonly session: number,
    private readonly shape: number[],
    private readonly nodes: ServedNodes,
  ) {
    const { explain } = nodes;
    this.explainer = explain && {
      cells: explain,
      explain: (pixels, classes) => this.explain(explain, pixels, classes),
    };
  }

  /**
   * Makes a model's graph and loads it into libtensorflow.
   *
   * @throws UnsupportedGraphError if libtensorflow does not support it, ModelError if TF.js would not
   *   either
   */
  static async load(
    model: ModelFile,
    card: ModelCard,
    precision: Precision = 'float32',
  ): Promise<GraphSession> {
    // What this imports is not needed to open a graph that was made ahead.
    const { buildSavedModel } = await import('./build-saved-model.js');
    const built = await buildSavedModel(model, card, precision);
    return GraphSession.open(built, card.preprocessing.crop);
  }

  /**
   * Loads a graph into libtensorflow.
   *
   * @param input the size of the images
   * @throws UnsupportedGraphError if libtensorflow does not support it
   */
  static open({ savedModel, endpoints }: OpenableGraph, { width, height }: Size): GraphSession {
    return new GraphSession(openSession(savedModel), [1, height, width, 3], endpoints);
  }

  run(pixels: InputPixels): GraphOutputs {
    const { input, outputs } = this.nodes;
    const [probabilities] = this.read([outputs.probabilities], [[input, this.shape, pixels]]);
    return { probabilities: probabilities as Float32Array };
  }

  dispose(): void {
    nativeBinding().deleteSavedModel(this.session);
  }

  /** The first run makes its own kernels, with the weights once more in memory. */
  private explain(explain: MapNodes, pixels: InputPixels, classes: Int32Array): ClassMaps {
    const { input, outputs } = this.nodes;
    const { wanted, maps, biases } = explain;
    const results = this.read(
      [outputs.probabilities, wanted, maps, ...(biases === undefined ? [] : [biases])],
      [
        [input, this.shape, pixels],
        [explain.classes, [classes.length], classes],
      ],
    );
    return {
      probabilities: results[0] as Float32Array,
      classes: results[1] as Int32Array,
      maps: results[2] as Float32Array,
      biases: results[3] as Float32Array | undefined,
    };
  }

  /** Runs what the nodes to read need of the graph. */
  private read(outputs: readonly string[], inputs: readonly Feed[]): TensorData[] {
    const binding = nativeBinding();
    const tensors = new TensorScope(binding);
    try {
      const ids = inputs.map(([, shape, data]) => tensors.create(shape, typeOf(data), data));
      const results = binding.runSavedModel(
        this.session,
        ids,
        tensorNames(inputs.map(([node]) => node)),
        tensorNames(outputs),
      );
      for (const { id } of results) tensors.own(id);
      if (results.length !== outputs.length)
        throw new ModelError(`the graph gave ${results.length} of ${outputs.length} results`);
      return results.map(({ id }) => binding.tensorDataSync(id) as TensorData);
    } finally {
      tensors.dispose();
    }
  }
}

type TensorData = Float32Array | Int32Array;
/** A node, and what it is fed with. */
type Feed = readonly [node: string, shape: number[], data: InputPixels | Int32Array];

function typeOf(data: Feed[2]): number {
  const { TF_UINT8, TF_INT32, TF_FLOAT } = nativeBinding();
  if (data instanceof Uint8Array) return TF_UINT8;
  return data instanceof Int32Array ? TF_INT32 : TF_FLOAT;
}

/** As the binding takes them. */
function tensorNames(nodes: readonly string[]): string {
  return nodes.map((node) => `${node}:0`).join();
}

let sessions = 0;

function openSession(savedModel: Uint8Array): number {
  try {
    return loadSavedModel(`ram://graph-session-${sessions++}`, savedModel);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const unknown = /Op type not registered '([^']+)'/.exec(reason)?.[1];
    throw new UnsupportedGraphError(
      unknown === undefined
        ? `libtensorflow does not take the graph: ${reason}`
        : `libtensorflow has no op ${unknown}`,
      { cause: error },
    );
  }
}

/** libtensorflow reads SavedModels from a folder only. One on disk would be left behind by a kill. */
function loadSavedModel(folder: string, savedModel: Uint8Array): number {
  const file = `${folder}/saved_model.pb`;
  writeMemoryFile(file, savedModel);
  try {
    return nativeBinding().loadSavedModel(folder, 'serve');
  } finally {
    // No op deletes a file. An empty one holds no memory.
    writeMemoryFile(file, new Uint8Array());
  }
}
