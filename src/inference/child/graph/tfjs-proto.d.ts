/**
 * The parts used here of the protobuf classes that tfjs-node ships without types: TensorFlow's
 * SavedModel and what it holds. Bytes are given as base64 text or as bytes.
 */
declare module '@tensorflow/tfjs-node/dist/proto/api_pb.js' {
  interface Message {
    serializeBinary(): Uint8Array;
  }

  interface ProtoMap<T> {
    set(key: string, value: T): unknown;
  }

  class Dim implements Message {
    setSize(size: number): void;
    serializeBinary(): Uint8Array;
  }

  class TensorShape implements Message {
    static readonly Dim: typeof Dim;
    setDimList(dimensions: Dim[]): void;
    setUnknownRank(unknown: boolean): void;
    serializeBinary(): Uint8Array;
  }

  class Tensor implements Message {
    setDtype(dtype: number): void;
    setTensorShape(shape: TensorShape): void;
    setTensorContent(content: Uint8Array): void;
    setStringValList(values: Uint8Array[]): void;
    serializeBinary(): Uint8Array;
  }

  class ListValue implements Message {
    setSList(values: string[]): void;
    setIList(values: number[]): void;
    setFList(values: number[]): void;
    setBList(values: boolean[]): void;
    setTypeList(values: number[]): void;
    setShapeList(values: TensorShape[]): void;
    serializeBinary(): Uint8Array;
  }

  class AttrValue implements Message {
    static readonly ListValue: typeof ListValue;
    setS(value: string): void;
    setI(value: number): void;
    setF(value: number): void;
    setB(value: boolean): void;
    setType(value: number): void;
    setShape(value: TensorShape): void;
    setTensor(value: Tensor): void;
    setList(value: ListValue): void;
    serializeBinary(): Uint8Array;
  }

  class NodeDef implements Message {
    setName(name: string): void;
    setOp(op: string): void;
    setInputList(inputs: string[]): void;
    getAttrMap(): ProtoMap<AttrValue>;
    serializeBinary(): Uint8Array;
  }

  class VersionDef implements Message {
    setProducer(version: number): void;
    serializeBinary(): Uint8Array;
  }

  class GraphDef implements Message {
    setNodeList(nodes: NodeDef[]): void;
    setVersions(versions: VersionDef): void;
    serializeBinary(): Uint8Array;
  }

  class TensorInfo implements Message {
    setName(name: string): void;
    setDtype(dtype: number): void;
    setTensorShape(shape: TensorShape): void;
    serializeBinary(): Uint8Array;
  }

  class SignatureDef implements Message {
    getInputsMap(): ProtoMap<TensorInfo>;
    getOutputsMap(): ProtoMap<TensorInfo>;
    setMethodName(name: string): void;
    serializeBinary(): Uint8Array;
  }

  class MetaInfoDef implements Message {
    setTagsList(tags: string[]): void;
    serializeBinary(): Uint8Array;
  }

  class MetaGraphDef implements Message {
    static readonly MetaInfoDef: typeof MetaInfoDef;
    setMetaInfoDef(info: MetaInfoDef): void;
    setGraphDef(graph: GraphDef): void;
    getSignatureDefMap(): ProtoMap<SignatureDef>;
    serializeBinary(): Uint8Array;
  }

  class SavedModel implements Message {
    setSavedModelSchemaVersion(version: number): void;
    setMetaGraphsList(graphs: MetaGraphDef[]): void;
    serializeBinary(): Uint8Array;
  }

  const protobuf: {
    AttrValue: typeof AttrValue;
    DataType: Readonly<Record<string, number>>;
    GraphDef: typeof GraphDef;
    MetaGraphDef: typeof MetaGraphDef;
    NodeDef: typeof NodeDef;
    SavedModel: typeof SavedModel;
    SignatureDef: typeof SignatureDef;
    Tensor: typeof Tensor;
    TensorInfo: typeof TensorInfo;
    TensorShape: typeof TensorShape;
    VersionDef: typeof VersionDef;
  };
  export default protobuf;
  export type {
    AttrValue,
    GraphDef,
    ListValue,
    NodeDef,
    SavedModel,
    SignatureDef,
    Tensor,
    TensorShape,
  };
}
