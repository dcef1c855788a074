import proto, {
  type AttrValue,
  type NodeDef,
  type SignatureDef,
  type Tensor,
  type TensorShape,
} from '@tensorflow/tfjs-node/dist/proto/api_pb.js';
import type { AttributeJson, NodeJson, ShapeJson } from '../../../model/graph-model-file.js';
import { ModelError } from '../../../model/model-error.js';
import { rewriteGraph } from './rewrites/index.js';
import { UnsupportedGraphError } from './unsupported-graph.js';
import type { ServingEndpoints } from './endpoints.js';

/** A weight as stored in the graph. Its bytes are little-endian. */
export interface ConstantValue {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** TensorFlow 2.9's graph version, the last that TF.js's converter wrote. Newer runtimes read it. */
const GRAPH_VERSION = 1087;

/**
 * Turns a TF.js graph model into a serialized TensorFlow SavedModel: one graph with the weights as
 * constants, which libtensorflow can run in one session. Its output is float32. What only TF.js knows is
 * rewritten into TensorFlow's own ops.
 *
 * @param constants the values of the graph's `Const` nodes, by name
 * @throws UnsupportedGraphError if TensorFlow does not support the graph, ModelError if a value is
 *   missing
 */
export function toSavedModel(
  nodes: readonly NodeJson[],
  constants: ReadonlyMap<string, ConstantValue>,
  endpoints: ServingEndpoints,
): Uint8Array {
  const rewritten = rewriteGraph(nodes, constants);
  const values = new Map([...constants, ...rewritten.constants]);
  const versions = new proto.VersionDef();
  versions.setProducer(GRAPH_VERSION);
  const graph = new proto.GraphDef();
  graph.setNodeList(rewritten.nodes.map((node) => toNodeDef(node, values)));
  graph.setVersions(versions);

  const info = new proto.MetaGraphDef.MetaInfoDef();
  info.setTagsList(['serve']);
  const metaGraph = new proto.MetaGraphDef();
  metaGraph.setMetaInfoDef(info);
  metaGraph.setGraphDef(graph);
  metaGraph.getSignatureDefMap().set('serving_default', toSignature(endpoints));

  const savedModel = new proto.SavedModel();
  savedModel.setSavedModelSchemaVersion(1);
  savedModel.setMetaGraphsList([metaGraph]);
  return savedModel.serializeBinary();
}

function toSignature({ input, inputType, outputs }: ServingEndpoints): SignatureDef {
  const tensor = (name: string, type: string) => {
    const info = new proto.TensorInfo();
    info.setName(`${name}:0`);
    info.setDtype(dataType(type));
    return info;
  };
  const signature = new proto.SignatureDef();
  signature.getInputsMap().set('input', tensor(input, inputType));
  for (const [name, node] of Object.entries(outputs))
    signature.getOutputsMap().set(name, tensor(node, 'DT_FLOAT'));
  signature.setMethodName('tensorflow/serving/predict');
  return signature;
}

function toNodeDef(node: NodeJson, constants: ReadonlyMap<string, ConstantValue>): NodeDef {
  const definition = new proto.NodeDef();
  definition.setName(node.name);
  definition.setOp(node.op);
  definition.setInputList(node.input);
  const attributes = definition.getAttrMap();
  for (const [name, value] of Object.entries(node.attr)) attributes.set(name, toAttrValue(value));
  if (node.op === 'Const') {
    const value = constants.get(node.name);
    if (value === undefined) throw new ModelError(`the model has no weights for ${node.name}`);
    const attribute = new proto.AttrValue();
    attribute.setTensor(toTensor(value));
    attributes.set('value', attribute);
  }
  return definition;
}

function toTensor({ dtype, shape, bytes }: ConstantValue): Tensor {
  const tensor = new proto.Tensor();
  tensor.setDtype(dataType(dtype));
  tensor.setTensorShape(toShape({ dim: shape.map((size) => ({ size })) }));
  tensor.setTensorContent(bytes);
  return tensor;
}

function toAttrValue(json: AttributeJson): AttrValue {
  if (json.func !== undefined) throw new UnsupportedGraphError('the graph calls functions');
  const value = new proto.AttrValue();
  if (json.s !== undefined) value.setS(json.s);
  if (json.i !== undefined) value.setI(Number(json.i));
  if (json.f !== undefined) value.setF(Number(json.f));
  if (json.b !== undefined) value.setB(json.b);
  if (json.type !== undefined) value.setType(dataType(json.type));
  if (json.shape !== undefined) value.setShape(toShape(json.shape));
  if (json.list !== undefined) value.setList(toListValue(json.list));
  return value;
}

function toListValue(json: NonNullable<AttributeJson['list']>) {
  const list = new proto.AttrValue.ListValue();
  if (json.s) list.setSList(json.s);
  if (json.i) list.setIList(json.i.map(Number));
  if (json.f) list.setFList(json.f.map(Number));
  if (json.b) list.setBList(json.b);
  if (json.type) list.setTypeList(json.type.map(dataType));
  if (json.shape) list.setShapeList(json.shape.map(toShape));
  return list;
}

function toShape(json: ShapeJson): TensorShape {
  const shape = new proto.TensorShape();
  shape.setUnknownRank(json.unknownRank ?? false);
  shape.setDimList(
    (json.dim ?? []).map(({ size }) => {
      const dimension = new proto.TensorShape.Dim();
      dimension.setSize(Number(size ?? 0));
      return dimension;
    }),
  );
  return shape;
}

/** TensorFlow's number of a data type, given its name in protobuf's JSON form. */
function dataType(name: string | number): number {
  if (typeof name === 'number') return name;
  const number = proto.DataType[name];
  if (number === undefined)
    throw new UnsupportedGraphError(`the graph uses the unknown data type ${name}`);
  return number;
}
