import type { NodeJson } from '../../../src/model/graph-model-file.js';

/** A convolution's or pool's window: square, and the same along both sides. */
interface Window {
  readonly kernel: number;
  readonly stride: number;
  /** `SAME` or `VALID`. */
  readonly padding: string;
}

/** ONNX's attributes of a window, and the side of what it gives. */
export interface Slid {
  readonly side: number;
  readonly attributes: Readonly<Record<string, readonly number[]>>;
}

/** Moves a node's window over its input, a square of this side. */
export function slide({ attr }: NodeJson, kernel: number, side: number): Slid {
  const stride = Number(attr['strides']?.list?.i?.[1] ?? 1);
  const padding = Buffer.from(attr['padding']?.s ?? '', 'base64').toString();
  const { out, pads } = padded(side, { kernel, stride, padding });
  return {
    side: out,
    attributes: { kernel_shape: [kernel, kernel], strides: [stride, stride], pads },
  };
}

/** TensorFlow's padding. With SAME, an odd row or column is added at the end. */
function padded(
  side: number,
  { kernel, stride, padding }: Window,
): { out: number; pads: number[] } {
  if (padding === 'VALID')
    return { out: Math.floor((side - kernel) / stride) + 1, pads: [0, 0, 0, 0] };
  const out = Math.ceil(side / stride);
  const total = Math.max(0, (out - 1) * stride + kernel - side);
  const before = Math.floor(total / 2);
  return { out, pads: [before, before, total - before, total - before] };
}
