/** A sharp whose native part is missing. Classifier processes load this module by NODE_OPTIONS. */
import Module from 'node:module';

/** Node.js's options for a process with this sharp. */
export const BROKEN_SHARP = `--import ${import.meta.url}`;

type Loader = (module: object, file: string) => void;

const { _extensions: loaders } = Module as unknown as { _extensions: Record<string, Loader> };
const load = loaders['.node'];

loaders['.node'] = (module, file) => {
  if (file.includes('sharp')) throw new Error(`${file} is not there\nand it was never built`);
  load?.(module, file);
};
