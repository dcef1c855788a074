import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { PreparedModel } from '../protocol/messages.js';
import { GraphSession } from './graph/graph-session.js';
import { UnsupportedGraphError } from './graph/unsupported-graph.js';
import type { LoadedGraph } from './loaded-graph.js';
import { runOnce } from './run-once.js';

/**
 * Opens a SavedModel that was written ahead.
 *
 * @returns undefined if the file cannot be read, has another hash, or libtensorflow does not support it:
 *   the model's folder is the way then
 */
export async function openPreparedGraph({
  file,
  sha256,
  endpoints,
  preprocessing,
  classes,
}: PreparedModel): Promise<LoadedGraph | undefined> {
  const savedModel = await readFile(file).catch(() => undefined);
  if (savedModel === undefined) return undefined;
  if (createHash('sha256').update(savedModel).digest('hex') !== sha256) return undefined;
  try {
    const graph = GraphSession.open({ savedModel, endpoints }, preprocessing.crop);
    return { graph, probabilities: runOnce(graph, preprocessing), preprocessing, classes };
  } catch (error) {
    if (error instanceof UnsupportedGraphError) return undefined;
    throw error;
  }
}
