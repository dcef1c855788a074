import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** What tests or mutants change; everything else of the project is a link. */
const COPIED = new Set(['dist', 'models', 'package.json']);
const LEFT_OUT = new Set(['.git']);
const MODULES = 'node_modules';

/** Makes a copy of the project in which dist/ can be changed. */
export function makeWorkspace(project: string, folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(project)) {
    if (LEFT_OUT.has(name)) continue;
    if (name === MODULES) linkFiles(join(project, name), join(folder, name));
    else if (COPIED.has(name)) cpSync(join(project, name), join(folder, name), { recursive: true });
    else symlinkSync(resolve(project, name), join(folder, name));
  }
}

/** Links each file of a folder. Through a link to the folder, services that tests start failed to load modules. */
function linkFiles(from: string, to: string): void {
  execFileSync('cp', ['-al', from, to]);
}
