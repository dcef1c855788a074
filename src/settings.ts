import ipaddr from 'ipaddr.js';
import { availableParallelism } from 'node:os';

type CidrRange = [ipaddr.IPv4 | ipaddr.IPv6, number];

/** Everything the environment decides, checked. Times are in seconds, as in the variables. */
export interface Settings {
  /** The address to listen on; undefined means all. */
  readonly host: string | undefined;
  readonly port: number;
  readonly cacheMaxSize: number;
  readonly cacheTtl: number;
  readonly monitorWindow: number;
  readonly monitorMaxSize: number;
  readonly reportTopN: number;
  /** 2 is SqueezeNet 1.1, 1 is SqueezeNet 1.0. */
  readonly squeezenetVersion: 1 | 2;
  /** The folder of a model to use instead of SqueezeNet, as given. */
  readonly modelDir: string | undefined;
  readonly imageMaxBytes: number;
  readonly imageMaxPixels: number;
  readonly imageFetchTimeout: number;
  readonly imageMaxRedirects: number;
  readonly imageUrlAllowCidrs: readonly CidrRange[];
  /** Lower-case host names; one that starts with `*.` stands for every name below it. */
  readonly imageUrlAllowHosts: readonly string[];
  readonly classifierProcesses: number;
  readonly classifierThreads: number;
  readonly classifierQueueMax: number;
  readonly shutdownTimeout: number;
}

export const SETTINGS = Symbol('Settings');

/** A bad setting. The message is one line: the variable, its value and what is allowed. */
export class SettingError extends Error {
  override readonly name = 'SettingError';

  constructor(variable: string, value: string, allowed: string) {
    super(`${variable}=${JSON.stringify(value)} is not allowed: it must be ${allowed}`);
  }
}

/**
 * Reads the settings from an environment.
 *
 * An empty variable counts as unset, so that Docker build arguments without a value mean the default.
 *
 * @throws SettingError for the first bad value.
 */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const read = (name: string) => environment[name]?.trim() ?? '';

  function integer(name: string, fallback: number, min: number, max: number): number {
    const text = read(name);
    if (text === '') return fallback;
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < min || value > max)
      throw new SettingError(name, text, `a whole number from ${min} to ${max}`);
    return value;
  }

  function seconds(name: string, fallback: number, max: number): number {
    const text = read(name);
    if (text === '') return fallback;
    const value = Number(text);
    if (!/^\d+(\.\d+)?$/.test(text) || value <= 0 || value > max)
      throw new SettingError(name, text, `a number of seconds above 0, at most ${max}`);
    return value;
  }

  function list<T>(name: string, allowed: string, parse: (item: string) => T | undefined): T[] {
    const text = read(name);
    return text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '')
      .map((item) => {
        const parsed = parse(item);
        if (parsed === undefined) throw new SettingError(name, text, allowed);
        return parsed;
      });
  }

  const cores = availableParallelism();
  const processes = integer('CLASSIFIER_PROCESSES', cores, 1, 256);
  return {
    host: read('HOST') || undefined,
    port: integer('PORT', 8000, 0, 65535),
    cacheMaxSize: integer('CACHE_MAXSIZE', 1024, 0, 10_000_000),
    cacheTtl: seconds('CACHE_TTL', 3600, YEAR),
    monitorWindow: seconds('MONITOR_WINDOW', 259_200, YEAR),
    monitorMaxSize: integer('MONITOR_MAXSIZE', 100_000, 1, 10_000_000),
    reportTopN: integer('REPORT_TOP_N', 10, 1, 100_000),
    squeezenetVersion: integer('SQUEEZENET_VERSION', 2, 1, 2) as 1 | 2,
    modelDir: read('MODEL_DIR') || undefined,
    imageMaxBytes: integer('IMAGE_MAX_BYTES', 20_971_520, 1, 1_073_741_824),
    imageMaxPixels: integer('IMAGE_MAX_PIXELS', 50_000_000, 1, 1_000_000_000),
    imageFetchTimeout: seconds('IMAGE_FETCH_TIMEOUT', 10, 3600),
    imageMaxRedirects: integer('IMAGE_MAX_REDIRECTS', 5, 0, 100),
    imageUrlAllowCidrs: list(
      'IMAGE_URL_ALLOW_CIDRS',
      'a comma-separated list of address ranges such as 127.0.0.0/8,fd00::/8',
      parseCidr,
    ),
    imageUrlAllowHosts: list(
      'IMAGE_URL_ALLOW_HOSTS',
      'a comma-separated list of host names such as images.example.com,*.example.org',
      parseHostPattern,
    ),
    classifierProcesses: processes,
    classifierThreads: integer(
      'CLASSIFIER_THREADS',
      Math.max(1, Math.floor(cores / processes)),
      1,
      256,
    ),
    classifierQueueMax: integer('CLASSIFIER_QUEUE_MAX', 256, 1, 100_000),
    shutdownTimeout: seconds('SHUTDOWN_TIMEOUT', 20, 3600),
  };
}

const YEAR = 31_536_000;

function parseCidr(text: string): CidrRange | undefined {
  try {
    return ipaddr.parseCIDR(text);
  } catch {
    return undefined;
  }
}

function parseHostPattern(text: string): string | undefined {
  const pattern = text.toLowerCase().replace(/\.$/, '');
  return /^(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*$|^\[[0-9a-f:.]+\]$/.test(pattern)
    ? pattern
    : undefined;
}
