import { readFileSync } from 'node:fs';
import { posix } from 'node:path';

/** Reads a file; undefined if there is none. */
export type Read = (path: string) => string | undefined;

/** A group of processes with limits of its own. */
export interface ControlGroup {
  readonly version: 1 | 2;
  /** Reads one of the group's files; undefined if there is none. */
  readonly file: (name: string) => string | undefined;
}

const MOUNT = '/sys/fs/cgroup';

/**
 * The control groups of this process that can limit something, and the groups around them: each group's limit holds
 * for everything inside it.
 *
 * @param controller what is limited, as version 1 names it
 */
export function controlGroups(controller: 'cpu' | 'memory', read: Read): ControlGroup[] {
  return (read('/proc/self/cgroup') ?? '').split('\n').flatMap((line) => {
    const [, id, controllers = '', path = ''] = /^(\d+):([^:]*):(\/.*)$/.exec(line) ?? [];
    const version = id === '0' ? 2 : 1;
    if (version === 1 && !controllers.split(',').includes(controller)) return [];
    const mount = version === 1 ? posix.join(MOUNT, controller) : MOUNT;
    return ancestors(posix.resolve(mount, `.${path}`)).map((folder) => ({
      version,
      file: (name: string) => read(`${folder}/${name}`),
    }));
  });
}

/**
 * A folder and the ones around it, up to the mount. In a container the path may be the host's, whose folders are
 * not there; the container's own group is the mount then.
 */
function ancestors(folder: string): string[] {
  const parent = posix.dirname(folder);
  return parent.startsWith(MOUNT) ? [folder, ...ancestors(parent)] : [folder];
}

export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
