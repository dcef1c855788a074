import { relative } from 'node:path';
import picomatch from 'picomatch';
import type { Item } from './item.js';
import { walk } from './walk.js';

/** Whether a text is a pattern. A file of that name comes first. */
export function isGlob(text: string): boolean {
  return picomatch.scan(text).isGlob;
}

/**
 * The files that match a pattern, as a shell would find them: `*`, `?`, `[a-z]`, `{a,b}`, and `**` for
 * folders at any depth. Hidden files need a pattern that begins with a dot. Links to folders are followed,
 * but not by `**`.
 *
 * Node.js 20 has no `fs.glob`, and libraries that list files return them all at once or in no order, so
 * picomatch matches what `walk` finds.
 */
export function glob(pattern: string): AsyncGenerator<Item> {
  const { base, glob: rest } = picomatch.scan(pattern);
  const anyDepth = rest.includes('**');
  const root = base === '' ? '.' : base;
  const matches = picomatch(rest, { nonegate: true });
  return walk(
    root,
    {
      depth: anyDepth ? Infinity : rest.split('/').length,
      followFolders: !anyDepth,
      hidden: /(^|[/{,])\./.test(rest),
      takes: (path) => matches(relative(root, path)),
    },
    // Whatever does not match was not asked for.
    { otherFiles: 0, folders: 0 },
  );
}
