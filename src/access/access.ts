import type { AccessSettings } from '../settings/access.js';
import type { Log } from '../telemetry/log.js';
import { KeyRing } from './key-ring.js';
import { KeysFile } from './keys-file.js';
import type { RateLimiter } from './rate-limiter.js';

/** What decides who may do what, and how often. */
export interface Access {
  /** undefined: no key is asked for. */
  readonly keys: KeyRing | undefined;
  readonly keysFile: KeysFile | undefined;
  /** undefined: no limit. */
  readonly limiter: RateLimiter | undefined;
}

/** @throws Error with one line, when the keys file cannot be used */
export async function openAccess(settings: AccessSettings, log: Log): Promise<Access> {
  const { keys: fixed, keysFile: path, rateLimit } = settings;
  // A file without a key lets nobody in; only without the setting is no key asked for.
  const keys = fixed.length > 0 || path !== undefined ? new KeyRing(fixed) : undefined;
  const keysFile =
    keys === undefined || path === undefined
      ? undefined
      : await KeysFile.open(
          path,
          (fileKeys) => {
            keys.replaceFileKeys(fileKeys);
          },
          log,
        );
  return { keys, keysFile, limiter: rateLimit && (await openLimiter(rateLimit)) };
}

/** The library takes 9 MB: it is loaded only when there is a limit. */
async function openLimiter(
  rateLimit: NonNullable<AccessSettings['rateLimit']>,
): Promise<RateLimiter> {
  const { MemoryRateLimiter } = await import('./memory-rate-limiter.js');
  return new MemoryRateLimiter(rateLimit);
}
