import { effectiveSettings } from '../../settings/effective-settings.js';
import type { Settings } from '../../settings/index.js';
import { likelySettings } from '../../settings/likely-settings.js';
import type { Log } from '../log.js';

/** Warns of each variable that looks like a mistyped setting. */
export function logLikelySettings(log: Log): void {
  for (const { variable, meant } of likelySettings(process.env))
    log.warn({ variable, meant }, `${variable} is not a setting: did you mean ${meant}?`);
}

export function logSettings(log: Log, settings: Settings): void {
  log.info(
    { action: 'settings', ...effectiveSettings(process.env, settings) },
    'the settings in effect, secrets left out',
  );
}
