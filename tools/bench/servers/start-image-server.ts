import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ImageFolders } from '../prepare.js';
import { Child } from '../processes/child.js';
import type { ImageServer } from '../scenarios/bench.js';

/** Serves the images from a separate process. A new query string makes a new URL. */
export async function startImageServer(
  folders: ImageFolders,
): Promise<ImageServer & { stop(): Promise<void> }> {
  const module = new URL('image-server.js', import.meta.url);
  const child = Child.fork(module, [folders.ordinary, folders.large]);
  const { port } = await child.ask<{ port: number }>();
  let used = 0;
  const urlOf = (folder: string, name: string) =>
    `http://127.0.0.1:${port}/${basename(folder)}/${name}?${used++}`;
  const cycle = (folder: string) => {
    const names = readdirSync(folder).sort();
    let at = 0;
    return () => urlOf(folder, names[at++ % names.length] ?? '');
  };
  const nextOrdinary = cycle(folders.ordinary);
  return {
    pid: child.pid,
    nextOrdinary,
    nextLarge: cycle(folders.large),
    hot: nextOrdinary(),
    eachOrdinary: () =>
      readdirSync(folders.ordinary)
        .sort()
        .map((name) => ({
          file: join(folders.ordinary, name),
          url: urlOf(folders.ordinary, name),
        })),
    stop: () => child.stop(),
  };
}
