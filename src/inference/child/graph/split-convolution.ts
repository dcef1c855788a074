import type { NodeJson } from '../../../model/graph-model-file.js';

const SPLITTABLE = ['BiasAdd', 'BiasAdd,Relu', 'BiasAdd,Relu6'];
const CONVOLUTION = ['T', 'strides', 'padding', 'explicit_paddings', 'data_format', 'dilations'];

/**
 * Writes a `_FusedConv2D` as the Conv2D, BiasAdd and activation that it stands for. The last of them keeps
 * its name.
 *
 * @returns other nodes as they are, also convolutions with other parts
 */
export function splitConvolution(node: NodeJson): NodeJson[] {
  const parts = fusedOps(node);
  const [images, kernel, bias] = node.input;
  const splittable = SPLITTABLE.includes(parts.join()) && node.input.length === 3;
  if (!splittable || images === undefined || kernel === undefined || bias === undefined)
    return [node];
  const attr = (names: readonly string[]) =>
    Object.fromEntries(Object.entries(node.attr).filter(([name]) => names.includes(name)));
  const nameOf = (op: string) => (op === parts.at(-1) ? node.name : `${node.name}/split_${op}`);
  const nodes: NodeJson[] = [
    {
      name: nameOf('Conv2D'),
      op: 'Conv2D',
      input: [images, kernel],
      attr: attr(CONVOLUTION),
    },
    {
      name: nameOf('BiasAdd'),
      op: 'BiasAdd',
      input: [nameOf('Conv2D'), bias],
      attr: attr(['T', 'data_format']),
    },
  ];
  const [, activation] = parts;
  if (activation !== undefined)
    nodes.push({
      name: node.name,
      op: activation,
      input: [nameOf('BiasAdd')],
      attr: attr(['T']),
    });
  return nodes;
}

/** The names are bytes, which protobuf's JSON form has in base64. */
function fusedOps({ op, attr }: NodeJson): string[] {
  const names = op === '_FusedConv2D' ? attr['fused_ops']?.list?.s : undefined;
  return (names ?? []).map((name) => Buffer.from(name, 'base64').toString('latin1'));
}
