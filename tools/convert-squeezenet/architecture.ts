/**
 * SqueezeNet's layers, after F. Iandola et al., "SqueezeNet: AlexNet-level accuracy with 50x fewer
 * parameters and <0.5MB model size" (2016), and the authors' Caffe files (v1.0 and v1.1).
 */
export type Layer =
  | { kind: 'convolution'; name: string; kernel: number; stride: number; padding: Padding }
  | { kind: 'pool'; name: string; padding: Padding }
  | { kind: 'fire'; name: string };

export type Padding = 'VALID' | 'SAME';

export interface Architecture {
  readonly title: string;
  /** The side in pixels of the square input. */
  readonly input: number;
  readonly layers: readonly Layer[];
}

/**
 * The pools are 3×3/2 with ceil mode, which TensorFlow does not have. With 227×227 input, the window fits
 * exactly where VALID is used (113 → 56, 27 → 13). Elsewhere SAME pads one row and column at the end, as
 * ceil does (56 → 28, 28 → 14).
 */
const pool = (name: string, padding: Padding): Layer => ({ kind: 'pool', name, padding });

const fires = (first: number, last: number): Layer[] =>
  Array.from({ length: last - first + 1 }, (_, index) => ({
    kind: 'fire',
    name: `fire${first + index}`,
  }));

const CONV10: Layer = {
  kind: 'convolution',
  name: 'conv10',
  kernel: 1,
  stride: 1,
  padding: 'VALID',
};

export const SQUEEZENET_1_1: Architecture = {
  title: 'SqueezeNet 1.1',
  input: 227,
  layers: [
    { kind: 'convolution', name: 'conv1', kernel: 3, stride: 2, padding: 'VALID' },
    pool('pool1', 'VALID'),
    ...fires(2, 3),
    pool('pool3', 'SAME'),
    ...fires(4, 5),
    pool('pool5', 'SAME'),
    ...fires(6, 9),
    CONV10,
  ],
};

export const SQUEEZENET_1_0: Architecture = {
  title: 'SqueezeNet 1.0',
  input: 227,
  layers: [
    { kind: 'convolution', name: 'conv1', kernel: 7, stride: 2, padding: 'VALID' },
    pool('pool1', 'VALID'),
    ...fires(2, 4),
    pool('pool4', 'VALID'),
    ...fires(5, 8),
    pool('pool8', 'VALID'),
    ...fires(9, 9),
    CONV10,
  ],
};
