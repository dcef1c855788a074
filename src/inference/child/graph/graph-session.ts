import type { ModelCard } from '../../../model/model-card.js';
import type { Precision } from '../../../settings/classifier.js';
import { ModelError } from '../../../model/model-error.js';
import type { ModelFile } from '../../../model/model-file.js';
import { nativeBinding } from '../native-binding.js';
import type { InputPixels, Size } from '../pixels.js';
import type { ServedNodes } from './endpoints.js';
import type { GraphOutputs, GraphRunner, OutputName } from './graph-runner.js';
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
  private readonly input: string;
  private readonly names: readonly OutputName[];
  /** The nodes of `names`, as the binding takes them. */
  private readonly outputs: string;

  private constructor(
    private readonly session: number,
    private readonly shape: number[],
    { input, outputs }: ServedNodes,
  ) {
    this.input = `${input}:0`;
    this.names = Object.keys(outputs) as OutputName[];
    this.outputs = this.names.map((name) => `${outputs[name]}:0`).join();
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
    const binding = nativeBinding();
    const type = pixels instanceof Uint8Array ? binding.TF_UINT8 : binding.TF_FLOAT;
    const tensor = binding.createTensor(this.shape, type, pixels);
    try {
      const results = binding.runSavedModel(this.session, [tensor], this.input, this.outputs);
      const outputs: Partial<Record<OutputName, Float32Array>> = {};
      for (const [index, name] of this.names.entries()) {
        const result = results[index];
        if (result === undefined) throw new ModelError(`the graph gave no ${name}`);
        outputs[name] = takeFloats(result.id);
      }
      return outputs as GraphOutputs;
    } finally {
      binding.deleteTensor(tensor);
    }
  }

  dispose(): void {
    nativeBinding().deleteSavedModel(this.session);
  }
}

/** Reads a float32 tensor, and deletes it. */
function takeFloats(tensor: number): Float32Array {
  const binding = nativeBinding();
  try {
    return binding.tensorDataSync(tensor) as Float32Array;
  } finally {
    binding.deleteTensor(tensor);
  }
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
