/**
 * Of all keys. The braces put them into one slot of a Cluster, as scripts and BullMQ need it. KEDA and the
 * documentation know it: it never changes with a version.
 */
export const PREFIX = '{image-classifier-bulk}';

/** The number of URLs that are added and not collected, of all lists. */
export const HELD = `${PREFIX}:held`;
/** The names of all lists. */
export const LISTS = `${PREFIX}:lists`;
/** Workers that are alive, by when they no longer count. */
export const WORKERS = `${PREFIX}:workers`;

export function listKey(name: string): string {
  return `${PREFIX}:list:${name}`;
}

/** The token of the one command that collects a list. */
export function collectorKey(uid: string): string {
  return `${PREFIX}:collector:${uid}`;
}

/** When chunks were finished, and of how many URLs. */
export function recentKey(uid: string): string {
  return `${PREFIX}:recent:${uid}`;
}

export type ChunkPart = 'in' | 'part' | 'out';

/** @param part what came in, what is done of it, or the result */
export function chunkKey(uid: string, chunk: number, part: ChunkPart): string {
  return `${PREFIX}:chunk:${uid}:${chunk}:${part}`;
}

/** When the next request to a host may begin. */
export function hostKey(host: string): string {
  return `${PREFIX}:host:${host}`;
}

/** BullMQ's name of the queue of a model. It takes no colons. */
export function queueName(model: string): string {
  return encodeURIComponent(model);
}

/** The list of jobs that wait for a worker. */
export function waitKey(model: string): string {
  return `${PREFIX}:${queueName(model)}:wait`;
}

/** The id is of one life of a list, so that a removed list's jobs never touch a new list of its name. */
export function jobId(uid: string, chunk: number): string {
  return `${uid}-${chunk}`;
}
