import { UnsupportedGraphError } from '../unsupported-graph.js';
import { float32Scalar, int32Scalar } from './constants.js';
import { nodeLike, type Rewrite } from './rewrite.js';

/** `Ones` and `Zeros` of a given shape are TF.js's own. */
export function filledWith(value: 0 | 1): Rewrite {
  return (node) => {
    const { name, op, input, attr } = node;
    const type = attr['T']?.type ?? 'DT_FLOAT';
    if (type !== 'DT_FLOAT' && type !== 'DT_INT32')
      throw new UnsupportedGraphError(`${op} (${name}) of ${type} is not supported`);
    const constant = type === 'DT_FLOAT' ? float32Scalar(value) : int32Scalar(value);
    return {
      nodes: [
        { name: `${name}/value`, op: 'Const', input: [], attr: { dtype: { type } } },
        nodeLike(node, name, 'Fill', [...input, `${name}/value`]),
      ],
      constants: new Map([[`${name}/value`, constant]]),
    };
  };
}
