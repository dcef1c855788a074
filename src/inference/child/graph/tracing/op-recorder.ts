import type { TensorInfo } from '@tensorflow/tfjs-node';
import type { NodeJson } from '../../../../model/graph-model-file.js';
import type { OpAttribute } from '../../native-binding.js';
import type { ConstantValue } from '../saved-model.js';
import { UnsupportedGraphError } from '../unsupported-graph.js';
import { recordedAttributes } from './recorded-attributes.js';

type Values = Float32Array | Int32Array | Uint8Array;

/** Where tfjs-node gives ops to libtensorflow, and reads tensors. */
export interface OpBackend {
  executeSingleOutput(op: string, attributes: OpAttribute[], inputs: TensorInfo[]): TensorInfo;
  executeMultipleOutputs(
    op: string,
    attributes: OpAttribute[],
    inputs: TensorInfo[],
    outputs: number,
  ): TensorInfo[];
  readSync(dataId: object): Values;
}

/** The ops that TF.js has run, as nodes of a graph. */
export interface Recording {
  readonly nodes: readonly NodeJson[];
  /** The values of the `Const` nodes among them. */
  readonly constants: ReadonlyMap<string, ConstantValue>;
}

/** The output that a tensor is, if a recorded op made it. */
export type NodeOf = (tensor: TensorInfo) => string | undefined;

const DATA_TYPES: Readonly<Record<string, string>> = {
  float32: 'DT_FLOAT',
  int32: 'DT_INT32',
  bool: 'DT_BOOL',
};

/** The name of the node that stands for the input. */
export const RECORDED_INPUT = 'recorded/input';

/**
 * Runs `work` and records the ops that TF.js gives to libtensorflow meanwhile. A tensor that none of them
 * made, other than the input, is a constant.
 *
 * @throws UnsupportedGraphError if JavaScript reads what was made of the input: then later ops may depend
 *   on this very input
 */
export function recordOps(
  backend: OpBackend,
  input: TensorInfo,
  work: (nodeOf: NodeOf) => void,
): Recording {
  const recorder = new OpRecorder(backend, input);
  // The methods are the prototype's. Own ones cover them until they are deleted.
  const covered = backend as Partial<OpBackend>;
  const executeSingle = backend.executeSingleOutput.bind(backend);
  const executeMultiple = backend.executeMultipleOutputs.bind(backend);
  const read = backend.readSync.bind(backend);
  Object.assign(backend, {
    executeSingleOutput: (op, attributes, inputs) => {
      const output = executeSingle(op, attributes, inputs);
      recorder.add(op, attributes, inputs, [output]);
      return output;
    },
    executeMultipleOutputs: (op, attributes, inputs, count) => {
      const outputs = executeMultiple(op, attributes, inputs, count);
      recorder.add(op, attributes, inputs, outputs);
      return outputs;
    },
    readSync: (dataId) => {
      recorder.assertConstant(dataId);
      return read(dataId);
    },
  } satisfies OpBackend);
  try {
    work((tensor) => recorder.nodeOf(tensor));
  } finally {
    delete covered.executeSingleOutput;
    delete covered.executeMultipleOutputs;
    delete covered.readSync;
  }
  return recorder;
}

class OpRecorder implements Recording {
  readonly nodes: NodeJson[] = [];
  readonly constants = new Map<string, ConstantValue>();
  /** By the identity of the data: several tensors may share it. */
  private readonly names = new Map<object, string>();
  private readonly dependOnInput = new Set<object>();

  constructor(
    private readonly backend: OpBackend,
    { dataId }: TensorInfo,
  ) {
    const attr = { dtype: { type: 'DT_FLOAT' } };
    this.nodes.push({ name: RECORDED_INPUT, op: 'Placeholder', input: [], attr });
    this.names.set(dataId, RECORDED_INPUT);
    this.dependOnInput.add(dataId);
  }

  add(
    op: string,
    attributes: readonly OpAttribute[],
    inputs: readonly TensorInfo[],
    outputs: readonly TensorInfo[],
  ): void {
    const input = inputs.map((tensor) => this.names.get(tensor.dataId) ?? this.addConstant(tensor));
    const name = `recorded/${this.nodes.length}_${op}`;
    this.nodes.push({ name, op, input, attr: recordedAttributes(op, attributes) });
    const dependent = inputs.some(({ dataId }) => this.dependOnInput.has(dataId));
    for (const [index, { dataId }] of outputs.entries()) {
      this.names.set(dataId, index === 0 ? name : `${name}:${index}`);
      if (dependent) this.dependOnInput.add(dataId);
    }
  }

  nodeOf({ dataId }: TensorInfo): string | undefined {
    return this.names.get(dataId);
  }

  assertConstant(dataId: object): void {
    if (this.dependOnInput.has(dataId))
      throw new UnsupportedGraphError('TF.js computes a part of the model in JavaScript');
  }

  private addConstant({ dataId, dtype, shape }: TensorInfo): string {
    const type = DATA_TYPES[dtype];
    if (type === undefined) throw new UnsupportedGraphError(`a tensor of the model is ${dtype}`);
    const { buffer, byteOffset, byteLength } = this.backend.readSync(dataId);
    // A copy: the tensor's memory may be freed.
    const bytes = new Uint8Array(buffer, byteOffset, byteLength).slice();
    const name = `recorded/${this.nodes.length}_Const`;
    this.nodes.push({ name, op: 'Const', input: [], attr: { dtype: { type } } });
    this.constants.set(name, { dtype: type, shape, bytes });
    this.names.set(dataId, name);
    return name;
  }
}
