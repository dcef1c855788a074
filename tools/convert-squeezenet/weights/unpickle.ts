import { Parser, type BufferReader } from 'pickleparser';
import { WeightsError } from './layer-weights.js';

/** What a pickle may name, by `module.name`. Everything else is refused. */
export type PickleNames = ReadonlyMap<string, (...args: unknown[]) => unknown>;

/**
 * Reads one pickle without executing it.
 *
 * A pickle is a program: it names Python functions and calls them. Here only the few names given are
 * known, and what stands behind them is ours, so that a hostile file can at worst be refused.
 *
 * @param reader stands at the pickle's start, and afterwards behind its end
 * @param persistent resolves persistent ids, with which torch refers to its storages
 */
export function unpickle(
  reader: BufferReader,
  names: PickleNames,
  persistent: (id: unknown) => unknown = refusePersistentId,
): unknown {
  const parser = new Parser({
    unpicklingTypeOfDictionary: 'Map',
    nameResolver: {
      resolve(module, name) {
        const known = names.get(`${module}.${name}`);
        if (known === undefined)
          throw new WeightsError(
            `the pickle refers to ${module}.${name}, which has no place in a weights file`,
          );
        return known;
      },
    },
    persistentResolver: { resolve: persistent },
  });
  try {
    return parser.read<unknown>(reader);
  } catch (error) {
    if (error instanceof WeightsError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new WeightsError(`not a readable pickle: ${reason}`, { cause: error });
  }
}

function refusePersistentId(): never {
  throw new WeightsError('the pickle refers to data outside of itself');
}
