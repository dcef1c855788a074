import { ModelError, type ModelCard } from '../../../model/model-card.js';
import { nativeBinding } from '../native-binding.js';
import { modelConstants } from './model-constants.js';
import { checkInputShape, findEndpoints, type Endpoints } from './endpoints.js';
import type { GraphModelFile } from '../../../model/graph-model-file.js';
import type { GraphRunner } from './graph-runner.js';
import { writeMemoryFile } from './memory-file.js';
import { toSavedModel } from './saved-model.js';
import { UnsupportedGraphError } from './unsupported-graph.js';
import { wrapGraph } from './wrap-graph.js';

/**
 * A model's graph in one session of libtensorflow. The library sees the graph as a whole: it fuses,
 * lays out and plans memory across nodes, and JavaScript is entered once an image, not once a node.
 */
export class GraphSession implements GraphRunner {
  private constructor(
    private readonly session: number,
    private readonly shape: number[],
    private readonly endpoints: Endpoints,
  ) {}

  /**
   * Gives a model's graph to libtensorflow.
   *
   * @throws UnsupportedGraphError when libtensorflow does not take it, ModelError when nobody would
   */
  static async load(model: GraphModelFile, card: ModelCard): Promise<GraphSession> {
    const { node } = model.json.modelTopology;
    const endpoints = findEndpoints(model.json);
    checkInputShape(model.json, endpoints, card.preprocessing.crop);
    const wrapped = wrapGraph(node, endpoints, card);
    const constants = new Map([...(await modelConstants(model)), ...wrapped.constants]);
    const savedModel = toSavedModel(wrapped.nodes, constants, wrapped.endpoints);
    const session = openSession(savedModel);
    const { width, height } = card.preprocessing.crop;
    return new GraphSession(session, [1, height, width, 3], wrapped.endpoints);
  }

  run(pixels: Uint8Array): Float32Array {
    const binding = nativeBinding();
    const { input, output } = this.endpoints;
    const tensor = binding.createTensor(this.shape, binding.TF_UINT8, pixels);
    try {
      const [result] = binding.runSavedModel(this.session, [tensor], `${input}:0`, `${output}:0`);
      if (result === undefined) throw new ModelError('the graph gave no output');
      try {
        return binding.tensorDataSync(result.id) as Float32Array;
      } finally {
        binding.deleteTensor(result.id);
      }
    } finally {
      binding.deleteTensor(tensor);
    }
  }

  dispose(): void {
    nativeBinding().deleteSavedModel(this.session);
  }
}

let sessions = 0;

function openSession(savedModel: Uint8Array): number {
  try {
    return loadSavedModel(`ram://graph-session-${sessions++}`, savedModel);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UnsupportedGraphError(`libtensorflow does not take the graph: ${reason}`, {
      cause: error,
    });
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
