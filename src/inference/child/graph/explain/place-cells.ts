import type { NodeJson } from '../../../../model/graph-model-file.js';
import { ModelError } from '../../../../model/model-error.js';
import type { MapCells } from '../../../../model/saved-model-file.js';
import type { Size } from '../../pixels.js';
import { nodeOf } from '../endpoints.js';
import type { ModelGraph } from '../model-graph.js';
import type { ConstantValue } from '../saved-model.js';
import { inputField, throughPad, throughWindow, type ReceptiveField } from './receptive-field.js';
import { int32Values, windowsOf } from './window-attributes.js';

/** What the cells of a tensor, NHWC, see of the model's input. */
interface Fields {
  readonly rows: ReceptiveField;
  readonly columns: ReceptiveField;
}

const CONVOLUTIONS = new Set([
  ...['Conv2D', '_FusedConv2D', 'DepthwiseConv2d', 'DepthwiseConv2dNative'],
  'FusedDepthwiseConv2dNative',
]);
const POOLS = new Set(['MaxPool', 'AvgPool']);
const PADS = new Set(['Pad', 'PadV2', 'MirrorPad']);

/** Ops that compute each cell from the same cell of their inputs. */
const CELLWISE = new Set([
  ...['Add', 'AddN', 'AddV2', 'BiasAdd', 'ConcatV2', 'Elu', 'FusedBatchNorm', 'FusedBatchNormV2'],
  ...['FusedBatchNormV3', 'Identity', 'LeakyRelu', 'Maximum', 'Minimum', 'Mul', 'Prelu', 'Relu'],
  ...['Relu6', 'Selu', 'Sigmoid', 'Softplus', 'StopGradient', 'Sub', 'Tanh'],
]);

/**
 * Where the cells of a node lie in the model's input: at the centres of their receptive fields, which
 * follow from the convolutions, pools and paddings on the way.
 *
 * @throws ModelError if the graph on the way has something else
 */
export function placeCells(graph: ModelGraph, node: string, input: Size): MapCells {
  const { rows, columns } = new FieldFinder(graph, input).fieldsOf(node);
  return { rows: centres(rows), columns: centres(columns) };
}

function centres({ cells, step, first, last }: ReceptiveField): MapCells['rows'] {
  return { cells, first: (first + last) / 2, step };
}

class FieldFinder {
  private readonly nodes: ReadonlyMap<string, NodeJson>;
  private readonly found = new Map<string, Fields>();

  constructor(
    private readonly graph: ModelGraph,
    { width, height }: Size,
  ) {
    this.nodes = new Map(graph.nodes.map((node) => [node.name, node]));
    this.found.set(graph.endpoints.input, { rows: inputField(height), columns: inputField(width) });
  }

  fieldsOf(name: string): Fields {
    const known = this.found.get(name);
    if (known !== undefined) return known;
    const node = this.nodes.get(name);
    if (node === undefined) throw new ModelError(`the graph has no node ${name}`);
    const fields = this.after(node);
    this.found.set(name, fields);
    return fields;
  }

  private after(node: NodeJson): Fields {
    const { constants } = this.graph;
    const data = node.input.filter((input) => !input.startsWith('^')).map(nodeOf);
    const [first = '', second = ''] = data;
    if (CONVOLUTIONS.has(node.op) || POOLS.has(node.op)) {
      const kernel = CONVOLUTIONS.has(node.op) ? constants.get(second) : undefined;
      const windows = windowsOf(node, kernel);
      if (windows === undefined) throw unplaceable(node);
      const before = this.fieldsOf(first);
      return {
        rows: throughWindow(before.rows, windows.rows),
        columns: throughWindow(before.columns, windows.columns),
      };
    }
    if (PADS.has(node.op)) return this.afterPad(node, first, constants.get(second));
    if (!CELLWISE.has(node.op)) throw unplaceable(node);
    const inputs = data.filter((input) => !constants.has(input));
    if (inputs.length === 0) throw unplaceable(node);
    return inputs.map((input) => this.fieldsOf(input)).reduce((a, b) => join(node, a, b));
  }

  private afterPad(node: NodeJson, input: string, paddings: ConstantValue | undefined): Fields {
    const [, , top, bottom, left, right] = paddings ? int32Values(paddings) : [];
    if (top === undefined || bottom === undefined || left === undefined || right === undefined)
      throw unplaceable(node);
    const { rows, columns } = this.fieldsOf(input);
    return { rows: throughPad(rows, [top, bottom]), columns: throughPad(columns, [left, right]) };
  }
}

/** A cell that is computed from cells of two tensors sees what either sees. */
function join(node: NodeJson, a: Fields, b: Fields): Fields {
  const along = (one: ReceptiveField, other: ReceptiveField): ReceptiveField => {
    if (one.cells !== other.cells || one.step !== other.step) throw unplaceable(node);
    const first = Math.min(one.first, other.first);
    return { ...one, first, last: Math.max(one.last, other.last) };
  };
  return { rows: along(a.rows, b.rows), columns: along(a.columns, b.columns) };
}

function unplaceable({ name, op }: NodeJson): ModelError {
  return new ModelError(
    `the cells of the explanation cannot be placed in the image: nothing is known of what ${name} (${op}) does to them`,
  );
}
