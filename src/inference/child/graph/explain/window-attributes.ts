import type { NodeJson } from '../../../../model/graph-model-file.js';
import type { ConstantValue } from '../saved-model.js';
import type { Padding, Window } from './receptive-field.js';

/** A window's height and width. */
export interface Windows {
  readonly rows: Window;
  readonly columns: Window;
}

/** The positions of height and width in NHWC. */
const AXES = { rows: 1, columns: 2 } as const;

/**
 * The window that a convolution or a pool moves over its input, NHWC.
 *
 * @param kernel of a convolution: [height, width, …]
 * @returns undefined if its attributes do not tell
 */
export function windowsOf(
  { attr }: NodeJson,
  kernel: ConstantValue | undefined,
): Windows | undefined {
  const sizes = kernel ? [1, ...kernel.shape] : integers(attr['ksize']);
  const strides = integers(attr['strides']);
  const dilations = integers(attr['dilations']);
  const along = (axis: 1 | 2): Window | undefined => {
    const [size, stride] = [sizes[axis], strides[axis]];
    const padding = paddingOf(attr, axis);
    if (size === undefined || stride === undefined || padding === undefined) return undefined;
    return { size, stride, dilation: dilations[axis] ?? 1, padding };
  };
  const rows = along(AXES.rows);
  const columns = along(AXES.columns);
  const channelsLast = (text(attr['data_format']) ?? 'NHWC') === 'NHWC';
  return channelsLast && rows && columns ? { rows, columns } : undefined;
}

function paddingOf(attr: NodeJson['attr'], axis: 1 | 2): Padding | undefined {
  const padding = text(attr['padding']);
  if (padding === 'SAME' || padding === 'VALID') return padding;
  const explicit = integers(attr['explicit_paddings']);
  const [before, after] = explicit.slice(2 * axis);
  return before === undefined || after === undefined ? undefined : [before, after];
}

/** An attribute's text, which protobuf's JSON form has as base64. */
export function text(attribute: NodeJson['attr'][string] | undefined): string | undefined {
  return attribute?.s === undefined ? undefined : Buffer.from(attribute.s, 'base64').toString();
}

function integers(attribute: NodeJson['attr'][string] | undefined): number[] {
  return (attribute?.list?.i ?? []).map(Number);
}

/** The values of an int32 constant. */
export function int32Values({ bytes }: ConstantValue): number[] {
  // A copy, as the bytes may lie at any offset of a shard.
  return [...new Int32Array(Uint8Array.from(bytes).buffer)];
}
