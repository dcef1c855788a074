import type { NativeBinding, OpAttribute } from '../native-binding.js';

/** Tensors that are deleted together. */
export class TensorScope {
  private readonly ids: number[] = [];

  constructor(readonly binding: NativeBinding) {}

  create(shape: number[], dtype: number, data: Int32Array | Uint8Array[]): number {
    const id = this.binding.createTensor(shape, dtype, data);
    this.ids.push(id);
    return id;
  }

  /** Runs an op that has one output. */
  run(op: string, attributes: OpAttribute[], inputs: number[]): { id: number; shape: number[] } {
    const [output] = this.binding.executeOp(op, attributes, inputs, 1);
    if (output === undefined) throw new Error(`${op} gave no output`);
    this.ids.push(output.id);
    return output;
  }

  dispose(): void {
    for (const id of this.ids) this.binding.deleteTensor(id);
  }
}
