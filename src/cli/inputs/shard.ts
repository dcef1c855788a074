import { UsageError } from '../usage-error.js';
import { identityOf } from './identity.js';

/** One of `count` disjoint parts of the images; the first has the index 0. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

const MAX_SHARDS = 1_000_000;
/** The variable by which Kubernetes tells a pod of an Indexed Job which one it is, from 0. */
const POD_INDEX = 'JOB_COMPLETION_INDEX';

/**
 * @param text `3/10` for the third of ten; `index/10` for that of a pod in an Indexed Job of Kubernetes
 * @throws UsageError
 */
export function parseShard(text: string, environment: NodeJS.ProcessEnv): Shard {
  const [, which = '', count] = /^(index|\d{1,7})\/(\d{1,7})$/.exec(text) ?? [];
  const shard = { index: indexOf(which, environment), count: Number(count) };
  if (shard.index >= 0 && shard.index < shard.count && shard.count <= MAX_SHARDS) return shard;
  const pod = which === 'index' ? ` and ${POD_INDEX} below N, not ${shard.index}` : '';
  throw new UsageError(
    `--shard ${JSON.stringify(text)} is not allowed: it must be K/N, such as 3/10 for the third of ten parts${pod}`,
  );
}

/** NaN for a word that is no number. */
function indexOf(which: string, environment: NodeJS.ProcessEnv): number {
  if (which !== 'index') return Number(which) - 1;
  const given = environment[POD_INDEX] ?? '';
  if (/^\d{1,7}$/.test(given)) return Number(given);
  throw new UsageError(
    `--shard index/N takes the part from ${POD_INDEX}, which Kubernetes sets in the pods of an Indexed Job; it is ${given === '' ? 'not set' : JSON.stringify(given)}`,
  );
}

/** Whether an image is in a shard: by a hash of its name, so that every machine agrees. */
export function inShard(name: string, { index, count }: Shard): boolean {
  return identityOf(name).readUInt32BE() % count === index;
}
