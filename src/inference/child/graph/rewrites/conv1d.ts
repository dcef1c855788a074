import type { ConstantValue } from '../saved-model.js';
import { UnsupportedGraphError } from '../unsupported-graph.js';
import { int32Scalar } from './constants.js';
import { nodeLike, pickAttributes, type Rewrite } from './rewrite.js';

const INT32 = { type: 'DT_INT32' };

/** `Conv1D` is TF.js's own: a convolution of an image that is one pixel high. */
export const rewriteConv1d: Rewrite = (node) => {
  const { name, input, attr } = node;
  const format = Buffer.from(attr['data_format']?.s ?? '', 'base64').toString() || 'NWC';
  if (format !== 'NWC')
    throw new UnsupportedGraphError(`Conv1D (${name}) of the format ${format} is not supported`);
  const [x = '', filter = ''] = input;
  const along = (value: string | number = 1) => ({ list: { i: [1, 1, value, 1] } });
  const expand = (step: string, tensor: string, axis: string) =>
    nodeLike(node, step, 'ExpandDims', [tensor, axis], { Tdim: INT32 });
  const names = { x: `${name}/image`, filter: `${name}/kernel`, y: `${name}/Conv2D` };
  const axes = { x: `${name}/image_axis`, filter: `${name}/kernel_axis` };
  const nodes = [
    { name: axes.x, op: 'Const', input: [], attr: { dtype: INT32 } },
    { name: axes.filter, op: 'Const', input: [], attr: { dtype: INT32 } },
    expand(names.x, x, axes.x),
    expand(names.filter, filter, axes.filter),
    nodeLike(node, names.y, 'Conv2D', [names.x, names.filter], {
      ...pickAttributes(node, ['padding']),
      strides: along(attr['stride']?.i),
      dilations: along(attr['dilation']?.i),
    }),
    nodeLike(node, name, 'Squeeze', [names.y], { squeeze_dims: { list: { i: [1] } } }),
  ];
  const constants = new Map<string, ConstantValue>([
    [axes.x, int32Scalar(1)],
    [axes.filter, int32Scalar(0)],
  ]);
  return { nodes, constants };
};
