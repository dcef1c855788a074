import { INPUT, softmax, tinyModel, type TinyModel } from './tiny-model.js';

export const FLOAT = { type: 'DT_FLOAT' };
export const bytes = (text: string) => ({ s: Buffer.from(text).toString('base64') });
export const integers = (...values: number[]) => ({ list: { i: values.map(String) } });
export const COLOUR = [200, 30, 90];

/** A bit more than 2⁻⁵, to which bfloat16 rounds it. Everything else in the tiny model is exact in both. */
export const WEIGHT = 2 ** -5 * (1 + 2 ** -9);

export const convolution = {
  T: FLOAT,
  strides: integers(1, 1, 1, 1),
  padding: bytes('VALID'),
  data_format: bytes('NHWC'),
};

const relu = { fused_ops: { list: { s: [bytes('BiasAdd').s, bytes('Relu').s] } } };

/** The tiny model with a convolution of 1 × 1, whose classes are the channels and one more. */
export function convolutionModel(nodes: TinyModel['nodes'], output: string): TinyModel {
  const model = tinyModel();
  const float = (name: string) => ({ name, op: 'Const', attr: { dtype: FLOAT } });
  const kept = model.nodes
    .filter(({ name }) => ['image', 'axes', 'mean', 'colour'].includes(name))
    .map(
      (node) =>
        ({ mean: { ...node, input: [output, 'axes'] }, colour: { ...node, input: ['mean'] } })[
          node.name
        ] ?? node,
    );
  const kernel = [0, 1, 2].flatMap((row) =>
    [0, 1, 2, 3].map((column) => (row === column ? WEIGHT : 0)),
  );
  return {
    ...model,
    nodes: [...kept, float('kernel'), float('bias'), ...nodes],
    weights: [
      ...model.weights.filter(({ name }) => name === 'axes'),
      { name: 'kernel', shape: [1, 1, 3, 4], values: kernel, dtype: 'float32' },
      { name: 'bias', shape: [4], values: [0, 0, 0, 0.5], dtype: 'float32' },
    ],
  };
}

/** With a fused one. */
export const fused = convolutionModel(
  [
    {
      name: 'conv',
      op: '_FusedConv2D',
      input: ['image', 'kernel', 'bias'],
      attr: { ...convolution, ...relu, num_args: { i: '1' } },
    },
  ],
  'conv',
);

/** The probabilities if every weight of the kernel is `weight`. */
export function expected(weight: number): number[] {
  return softmax([...COLOUR.map((value) => value * weight), 0.5]);
}

/** One colour all over the model's input. */
export function plain(): Uint8Array {
  return Uint8Array.from(
    { length: INPUT.width * INPUT.height * 3 },
    (_, index) => COLOUR[index % 3] ?? 0,
  );
}
