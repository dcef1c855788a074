import { closestMatch } from 'leven';
import { SETTING_NAMES } from './index.js';

/** A variable that is not a setting, and the setting whose name is most like it. */
export interface LikelySetting {
  readonly variable: string;
  readonly meant: string;
}

/** Length of a name for each letter that may be wrong in it: HOME is not HOST, nor PATH PORT. */
const LENGTH_PER_ERROR = 4;

/** OpenTelemetry's many other variables, which only it knows, are further from ours than that. */
const LIBRARY_PREFIX = 'OTEL_';
const LIBRARY_MAX_ERRORS = 2;

/**
 * Finds variables that look like mistyped settings, which would otherwise have no effect in silence.
 * Their values are nobody's business here.
 */
export function likelySettings(environment: NodeJS.ProcessEnv): LikelySetting[] {
  return Object.keys(environment)
    .filter((variable) => !SETTING_NAMES.includes(variable))
    .flatMap((variable) => {
      const meant = closestSetting(variable.toUpperCase());
      return meant === undefined ? [] : [{ variable, meant }];
    });
}

function closestSetting(variable: string): string | undefined {
  const maxDistance = variable.startsWith(LIBRARY_PREFIX)
    ? LIBRARY_MAX_ERRORS
    : Math.floor(variable.length / LENGTH_PER_ERROR);
  return closestMatch(variable, SETTING_NAMES, { maxDistance });
}
