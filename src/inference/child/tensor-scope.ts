import type { NativeBinding, OpAttribute } from './native-binding.js';

/** Tensors that are deleted together. */
export class TensorScope {
  private readonly ids: number[] = [];

  constructor(readonly binding: NativeBinding) {}

  create(
    shape: number[],
    dtype: number,
    data: Uint8Array | Int32Array | Float32Array | Uint8Array[],
  ): number {
    return this.own(this.binding.createTensor(shape, dtype, data));
  }

  /** Takes a tensor in, which is there already. */
  own(id: number): number {
    this.ids.push(id);
    return id;
  }

  /** Runs an op that has one output. */
  run(op: string, attributes: OpAttribute[], inputs: number[]): { id: number; shape: number[] } {
    const [output] = this.binding.executeOp(op, attributes, inputs, 1);
    if (output === undefined) throw new Error(`${op} gave no output`);
    this.own(output.id);
    return output;
  }

  dispose(): void {
    for (const id of this.ids) this.binding.deleteTensor(id);
  }
}
