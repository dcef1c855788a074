import { Parser, type BufferReader } from 'pickleparser';
import { WeightsError } from './layer-weights.js';

/** The functions a pickle may name, by `module.name`. Everything else is refused. */
export type PickleNames = ReadonlyMap<string, (...args: unknown[]) => unknown>;

/**
 * Reads one pickle without executing it.
 *
 * A pickle is a program: it names Python functions and calls them. Here it can only call the given
 * functions, which are our own, so a hostile file is at worst refused.
 *
 * @param reader starts at the pickle's start, ends behind its end
 * @param persistent resolves persistent ids, which torch uses to refer to storages
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
