import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ModelError, type ModelCard } from '../../../model/model-card.js';
import { nativeBinding } from '../native-binding.js';
import { modelConstants } from './model-constants.js';
import { checkInputShape, findEndpoints, type Endpoints } from './endpoints.js';
import type { GraphModelFile } from '../../../model/graph-model-file.js';
import type { GraphRunner } from './graph-runner.js';
import { toSavedModel } from './saved-model.js';
import { UnsupportedGraphError } from './unsupported-graph.js';
import { wrapGraph } from './wrap-graph.js';

/**
 * A model's graph in one session of libtensorflow. The library optimises the graph as a whole: it fuses
 * nodes and plans layouts and memory. JavaScript is entered once per image instead of once per node.
 */
export class GraphSession implements GraphRunner {
  private constructor(
    private readonly session: number,
    private readonly shape: number[],
    private readonly endpoints: Endpoints,
  ) {}

  /**
   * Loads a model's graph into libtensorflow.
   *
   * @throws UnsupportedGraphError if libtensorflow does not support it, ModelError if TF.js would not
   *   either
   */
  static async load(model: GraphModelFile, card: ModelCard): Promise<GraphSession> {
    const { node } = model.json.modelTopology;
    const endpoints = findEndpoints(model.json);
    checkInputShape(model.json, endpoints, card.preprocessing.crop);
    const wrapped = wrapGraph(node, endpoints, card);
    const constants = new Map([...(await modelConstants(model)), ...wrapped.constants]);
    const savedModel = toSavedModel(wrapped.nodes, constants, wrapped.endpoints);
    const session = await openSession(savedModel);
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

/** libtensorflow reads SavedModels only from a folder, which is removed when the session is open. */
async function openSession(savedModel: Uint8Array): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'graph-session-'));
  try {
    await writeFile(join(folder, 'saved_model.pb'), savedModel);
    return nativeBinding().loadSavedModel(folder, 'serve');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UnsupportedGraphError(`libtensorflow does not take the graph: ${reason}`, {
      cause: error,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
