import type { LayerWeights } from './layer-weights.js';
import type { TorchTensor } from './torch-file.js';

/** torch's kernels are [outputs, inputs, height, width]; TensorFlow's [height, width, inputs, outputs]. */
export function toHwio({ shape, data }: TorchTensor): Pick<LayerWeights, 'kernel' | 'shape'> {
  const [outputs, inputs, height, width] = shape as [number, number, number, number];
  const kernel = new Float32Array(data.length);
  let from = 0;
  for (let output = 0; output < outputs; output++)
    for (let input = 0; input < inputs; input++)
      for (let place = 0; place < height * width; place++)
        kernel[(place * inputs + input) * outputs + output] = data[from++] ?? 0;
  return { kernel, shape: [height, width, inputs, outputs] };
}
