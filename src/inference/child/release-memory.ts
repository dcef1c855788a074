import { addonPath } from './native-binding.js';

/**
 * Gives the memory that only the start needed back to the system: free memory of malloc, and pages of
 * libtensorflow that are in its file. Does nothing where the addon is missing, as on macOS.
 */
export function releaseMemory(addon = addonPath('release-memory.node')): void {
  try {
    // The addon does its work when it is loaded, and unlike `require`, this loads it each time.
    process.dlopen({ exports: {} }, addon);
  } catch {
    // Less memory is no condition of the service.
  }
}
