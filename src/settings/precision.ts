import { readFileSync } from 'node:fs';
import type { Precision } from './classifier.js';
import { SettingError } from './setting-error.js';

/** The processor's instructions for bfloat16, as Linux names them. Without them it is slower than float32. */
const INSTRUCTIONS = ['avx512_bf16', 'amx_bf16'];

/**
 * Whether the processor can compute fast in a precision.
 *
 * @param cpuInfo the text of Linux's /proc/cpuinfo
 */
export function canCompute(precision: Precision, cpuInfo = readCpuInfo()): boolean {
  if (precision === 'float32') return true;
  const flags = /^flags\s*:(.*)$/m.exec(cpuInfo)?.[1]?.split(' ') ?? [];
  return INSTRUCTIONS.some((name) => flags.includes(name));
}

/**
 * Checks that the processor can compute fast in a precision.
 *
 * @param cpuInfo the text of Linux's /proc/cpuinfo
 * @throws SettingError if it cannot, or the system does not tell
 */
export function checkPrecision(precision: Precision, cpuInfo = readCpuInfo()): void {
  if (canCompute(precision, cpuInfo)) return;
  throw new SettingError(
    'CLASSIFIER_PRECISION',
    precision,
    'float32 on a processor without AVX512-BF16 or AMX-BF16',
  );
}

/** Empty where there is none, as on macOS. */
function readCpuInfo(): string {
  try {
    return readFileSync('/proc/cpuinfo', 'utf8');
  } catch {
    return '';
  }
}
