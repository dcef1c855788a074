import type { ModelCard } from '../../../model/model-card.js';
import { resizesToBytes } from '../../../model/resamplings.js';
import type { Endpoints, ServingEndpoints } from './endpoints.js';
import type { NodeJson } from '../../../model/graph-model-file.js';
import type { ConstantValue } from './saved-model.js';

export interface WrappedGraph {
  readonly nodes: readonly NodeJson[];
  /** Constants in addition to the model's own. */
  readonly constants: ReadonlyMap<string, ConstantValue>;
  readonly endpoints: ServingEndpoints;
}

const PREFIX = 'image_classifier';
const FLOAT = { type: 'DT_FLOAT' };

/**
 * Adds a model's preprocessing (except resizing) and softmax to its graph unless they are in it already.
 * The graph then turns one image, RGB as `preprocess` gives it, into probabilities.
 */
export function wrapGraph(
  nodes: readonly NodeJson[],
  { input, output }: Endpoints,
  card: ModelCard,
): WrappedGraph {
  const constants = new Map<string, ConstantValue>();
  const added: NodeJson[] = [];
  const add = (op: string, inputs: string[], attr: NodeJson['attr']) => {
    const name = `${PREFIX}/${added.length}_${op}`;
    added.push({ name, op, input: inputs, attr });
    return name;
  };
  const constant = (value: ConstantValue) => {
    const name = add('Const', [], { dtype: { type: value.dtype } });
    constants.set(name, value);
    return name;
  };

  const { crop, channelOrder, mean, scale, foldedIntoFirstConvolution } = card.preprocessing;
  const dim = [1, crop.height, crop.width, 3].map((size) => ({ size }));
  const dtype = { type: resizesToBytes(card.preprocessing.resampling) ? 'DT_UINT8' : 'DT_FLOAT' };
  const fed = add('Placeholder', [], { dtype, shape: { shape: { dim } } });
  let pixels = add('Cast', [fed], { SrcT: dtype, DstT: FLOAT });
  if (!foldedIntoFirstConvolution) {
    if (channelOrder === 'BGR')
      pixels = add('ReverseV2', [pixels, constant(int32([3]))], {
        T: FLOAT,
        Tidx: { type: 'DT_INT32' },
      });
    // Nothing to subtract, or a factor of 1, would cost a pass over the image.
    if (mean.some((value) => value !== 0))
      pixels = add('Sub', [pixels, constant(float32(mean))], { T: FLOAT });
    if (scale.some((value) => value !== 1))
      pixels = add('Mul', [pixels, constant(float32(scale))], { T: FLOAT });
  }
  const entry: NodeJson = { name: input, op: 'Identity', input: [pixels], attr: { T: FLOAT } };
  const probabilities = card.output === 'logits' ? add('Softmax', [output], { T: FLOAT }) : output;
  return {
    nodes: [...added, entry, ...nodes.filter(({ name }) => name !== input)],
    constants,
    endpoints: { input: fed, inputType: dtype.type, outputs: { probabilities } },
  };
}

function float32(values: readonly number[]): ConstantValue {
  const bytes = new Uint8Array(Float32Array.from(values).buffer);
  return { dtype: 'DT_FLOAT', shape: [values.length], bytes };
}

function int32(values: readonly number[]): ConstantValue {
  const bytes = new Uint8Array(Int32Array.from(values).buffer);
  return { dtype: 'DT_INT32', shape: [values.length], bytes };
}
