import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** The repository's root, relative to the compiled code. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** The benchmark's output, and the packages that only the benchmark needs. */
export const WORK = `${ROOT}build/bench`;

/** The models that are compared with onnxruntime. The servers use the first. */
export const COMPARED = ['squeezenet1_1', 'efficientnet_lite0'] as const;

export type ComparedModel = (typeof COMPARED)[number];

export const MODEL = modelFolder('squeezenet1_1');

/** The model, for onnxruntime. */
export const ONNX_FILE = onnxFile('squeezenet1_1');

export function modelFolder(name: string): string {
  return `${ROOT}models/${name}`;
}

export function onnxFile(name: ComparedModel): string {
  return `${WORK}/${name}.onnx`;
}

/** Loads a package that only the benchmark needs. */
export const requireForBench = createRequire(`${WORK}/package.json`);
