import type { QuantizationJson } from '../../../model/graph-model-file.js';

/**
 * Restores weights that TF.js's converter has quantized, exactly as TF.js itself does
 * (tfjs-core, `decodeWeight`): value = stored × scale + min, or half precision.
 *
 * @param bytes little-endian
 * @param dtype TF.js's name of the type that the graph uses
 * @returns undefined if there is no such quantization
 */
export function dequantize(
  bytes: Uint8Array,
  dtype: string,
  { dtype: stored, scale, min }: QuantizationJson,
): Float32Array | Int32Array | undefined {
  const values = storedValues(bytes, stored);
  if (stored === 'float16') return dtype === 'float32' ? decodeHalf(values) : undefined;
  if (values === undefined || scale === undefined || min === undefined) return undefined;
  if (dtype === 'float32') return Float32Array.from(values, (value) => value * scale + min);
  if (dtype === 'int32') return Int32Array.from(values, (value) => Math.round(value * scale + min));
  return undefined;
}

function storedValues(bytes: Uint8Array, stored: string): Uint8Array | Uint16Array | undefined {
  if (stored === 'uint8') return bytes;
  if (stored !== 'uint16' && stored !== 'float16') return undefined;
  // A copy, as the bytes may begin at an odd address.
  return new Uint16Array(Uint8Array.from(bytes).buffer);
}

/** IEEE 754 binary16: 1 bit sign, 5 bits exponent, 10 bits fraction. */
function decodeHalf(values: Uint8Array | Uint16Array | undefined): Float32Array {
  return Float32Array.from(values ?? [], (bits) => {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >> 10) & 31;
    const fraction = bits & 1023;
    if (exponent === 31) return fraction ? NaN : sign * Infinity;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  });
}
