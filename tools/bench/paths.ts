import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** The repository, seen from the compiled code. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Everything that the benchmark makes, and the packages that only it needs. */
export const WORK = `${ROOT}build/bench`;

export const MODEL = `${ROOT}models/squeezenet1_1`;

/** The model as the other engine takes it. */
export const ONNX_FILE = `${WORK}/squeezenet1_1.onnx`;

/** Loads a package that only the benchmark needs. */
export const requireForBench = createRequire(`${WORK}/package.json`);
