import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** What a copy needs for itself; everything else of the project is a link. */
const COPIED = new Set(['dist', 'package.json']);
const LEFT_OUT = new Set(['.git']);

/** Makes a copy of the project in which dist/ can be changed. */
export function makeWorkspace(project: string, folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(project)) {
    if (LEFT_OUT.has(name)) continue;
    if (COPIED.has(name)) cpSync(join(project, name), join(folder, name), { recursive: true });
    else symlinkSync(resolve(project, name), join(folder, name));
  }
}
