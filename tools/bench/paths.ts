import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** The repository's root, relative to the compiled code. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** The benchmark's output, and the packages that only the benchmark needs. */
export const WORK = `${ROOT}build/bench`;

export const MODEL = `${ROOT}models/squeezenet1_1`;

/** The model, for onnxruntime. */
export const ONNX_FILE = `${WORK}/squeezenet1_1.onnx`;

/** Loads a package that only the benchmark needs. */
export const requireForBench = createRequire(`${WORK}/package.json`);
