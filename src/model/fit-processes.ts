import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '../settings/index.js';
import { memoryLimit } from '../settings/memory-limit.js';
import { processesInMemory } from '../settings/processes-in-memory.js';

/**
 * Lowers the default number of classifier processes to what the memory has room for. A number that was set stays.
 *
 * @param folders the models'
 * @param limit bytes that all processes together may use
 * @returns the settings, and a sentence for the log if memory has lowered the number
 */
export function fitProcesses(
  settings: Settings,
  folders: readonly string[],
  limit = memoryLimit(),
): { settings: Settings; note?: string } {
  const { classifier, fetch } = settings;
  const processes = processesInMemory(limit, {
    weights: folders.map(weightBytes),
    maxPixels: classifier.maxPixels,
    maxBytes: fetch.maxBytes,
  });
  if (!classifier.processesByDefault || processes >= classifier.processes) return { settings };
  return {
    settings: { ...settings, classifier: { ...classifier, processes } },
    note: `${processes} of ${classifier.processes} possible classifier processes: ${Math.round(limit / 1e6)} MB of memory have no room for more at IMAGE_MAX_PIXELS=${classifier.maxPixels}; CLASSIFIER_PROCESSES overrides this`,
  };
}

/** The size of a model's shards. A folder that cannot be read counts as empty: its own error comes later. */
function weightBytes(folder: string): number {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.bin'))
      .reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  } catch {
    return 0;
  }
}
