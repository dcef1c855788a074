import type { TinyModel } from '../../../../helpers/tiny-model.js';
import { tinyModel } from '../../../../helpers/tiny-model.js';
import { bytes, FLOAT, integers } from '../../../../helpers/convolution-model.js';

const INT32 = { type: 'DT_INT32' };

/** What moves a window over its input, or pads it. */
export type Layer =
  | {
      readonly kind: 'convolution' | 'pool';
      readonly size: readonly [rows: number, columns: number];
      readonly stride: number;
      readonly dilation: number;
      readonly padding: 'SAME' | 'VALID';
    }
  | { readonly kind: 'pad'; readonly cells: readonly number[] };

/**
 * A model whose maps are what these layers make of an image. All weights are 1, so that a cell's value
 * shows the pixels that it sees.
 */
export function windowsModel(
  input: { readonly width: number; readonly height: number },
  layers: readonly Layer[],
): TinyModel {
  const model = tinyModel();
  const nodes: TinyModel['nodes'] = [];
  const weights: TinyModel['weights'] = [];
  let [node, channels] = ['image', 3];
  for (const [index, layer] of layers.entries()) {
    const name = `layer${index}`;
    if (layer.kind === 'pad') {
      nodes.push(constant(`${name}/cells`, INT32));
      const cells = [0, 0, ...layer.cells, 0, 0];
      weights.push({ name: `${name}/cells`, shape: [4, 2], values: cells, dtype: 'int32' });
      const attr = { T: FLOAT, Tpaddings: INT32 };
      nodes.push({ name, op: 'Pad', input: [node, `${name}/cells`], attr });
    } else {
      const { size, stride, dilation, padding } = layer;
      const attr = {
        T: FLOAT,
        strides: integers(1, stride, stride, 1),
        padding: bytes(padding),
        data_format: bytes('NHWC'),
      };
      if (layer.kind === 'pool')
        nodes.push({
          name,
          op: 'AvgPool',
          input: [node],
          attr: { ...attr, ksize: integers(1, ...size, 1) },
        });
      else {
        const shape = [...size, channels, 4];
        const values = new Array<number>(shape.reduce((a, b) => a * b)).fill(1);
        nodes.push(constant(`${name}/kernel`, FLOAT));
        weights.push({ name: `${name}/kernel`, shape, values, dtype: 'float32' });
        nodes.push({
          name,
          op: 'Conv2D',
          input: [node, `${name}/kernel`],
          attr: { ...attr, dilations: integers(1, dilation, dilation, 1) },
        });
        channels = 4;
      }
    }
    node = name;
  }
  const kept = model.nodes.flatMap((one) => {
    if (one.name === 'mean') return [{ ...one, input: [node, 'axes'] }];
    if (one.name === 'colour') return [{ ...one, input: ['mean'] }];
    if (one.name !== 'image') return one.name === 'axes' ? [one] : [];
    const dim = [-1, input.height, input.width, 3].map((size) => ({ size: String(size) }));
    return [{ ...one, attr: { dtype: FLOAT, shape: { shape: { dim } } } }];
  });
  const side = Math.max(input.width, input.height);
  const { preprocessing } = model.card;
  return {
    ...model,
    card: {
      ...model.card,
      preprocessing: {
        ...preprocessing,
        resize: { mode: 'warp', width: side, height: side },
        crop: input,
      },
      explain: { maps: node },
    },
    nodes: [...kept, ...nodes],
    weights: [...model.weights.filter(({ name }) => name === 'axes'), ...weights],
  };
}

function constant(name: string, dtype: { type: string }): TinyModel['nodes'][number] {
  return { name, op: 'Const', attr: { dtype } };
}
