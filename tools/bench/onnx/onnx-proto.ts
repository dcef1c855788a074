import { bytes, integer, message, text, type Field } from './protobuf-writer.js';

/** The part of ONNX's schema (onnx.proto3) that the compared models need, field by field. */

const FLOAT = 1;
const IR_VERSION = 8;
const OPSET = 13;

enum AttributeType {
  Int = 2,
  Ints = 7,
}

/** NodeProto. Attributes are integers or lists of integers. */
export function node(
  op: string,
  inputs: readonly string[],
  output: string,
  attributes: Readonly<Record<string, number | readonly number[]>> = {},
): Field {
  return message(1, [
    ...inputs.map((input) => text(1, input)),
    text(2, output),
    text(3, output),
    text(4, op),
    ...Object.entries(attributes).map(([name, value]) => message(5, attribute(name, value))),
  ]);
}

function attribute(name: string, value: number | readonly number[]): Field[] {
  return typeof value === 'number'
    ? [text(1, name), integer(3, value), integer(20, AttributeType.Int)]
    : [text(1, name), ...value.map((item) => integer(8, item)), integer(20, AttributeType.Ints)];
}

/** A graph's initializer: TensorProto of float32. */
export function initializer(name: string, shape: readonly number[], data: Float32Array): Field {
  return message(5, [
    ...shape.map((size) => integer(1, size)),
    integer(2, FLOAT),
    text(8, name),
    bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
  ]);
}

export interface Port {
  readonly name: string;
  readonly shape: readonly number[];
}

/** ModelProto: one graph with one input and one output, both float32. */
export function model(nodesAndInitializers: readonly Field[], input: Port, output: Port): Buffer {
  const graph = [text(2, 'graph'), ...nodesAndInitializers, port(11, input), port(12, output)];
  return Buffer.concat([
    integer(1, IR_VERSION),
    text(2, 'tools/bench'),
    message(7, graph),
    message(8, [text(1, ''), integer(2, OPSET)]),
  ]);
}

/** ValueInfoProto → TypeProto → Tensor → TensorShapeProto → Dimension. */
function port(field: number, { name, shape }: Port): Field {
  const dimensions = shape.map((size) => message(1, [integer(1, size)]));
  return message(field, [
    text(1, name),
    message(2, [message(1, [integer(1, FLOAT), message(2, dimensions)])]),
  ]);
}
