// Loaded before a program by NODE_OPTIONS: it then sees a processor without instructions for bfloat16.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { readFileSync } = fs;
fs.readFileSync = ((path: Parameters<typeof readFileSync>[0], options?: 'utf8') =>
  path === '/proc/cpuinfo'
    ? 'flags\t\t: fpu avx2\n'
    : readFileSync(path, options)) as typeof readFileSync;
syncBuiltinESMExports();
