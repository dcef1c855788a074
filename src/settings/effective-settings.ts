import type { Settings } from './index.js';
import { SETTING_DEFAULTS, SETTING_NAMES } from './index.js';

/** Variables of libraries that change what the service does. */
const OTHERS = 'OTEL_';
/** What may hold a secret. A new variable whose name looks like one is hidden without being listed. */
const SECRET = /(KEYS?|TOKEN|SECRET|PASSWORD|HEADERS|REDIS_URL|CLIENT_KEY)$/;

/** The settings in effect, by variable, as text for the log. Secrets are `(hidden)`. */
export function effectiveSettings(
  environment: NodeJS.ProcessEnv,
  settings: Settings,
): Record<string, string> {
  const derived = new Map([['CLASSIFIER_PROCESSES', settings.classifier.processes]]);
  const others = Object.keys(environment).filter((name) => name.startsWith(OTHERS));
  const shown: Record<string, string> = {};
  for (const name of new Set([...SETTING_NAMES, ...others])) {
    const given = environment[name]?.trim();
    const value = given === '' ? undefined : given;
    const text = value ?? asText(derived.get(name) ?? SETTING_DEFAULTS.get(name));
    if (text !== '') shown[name] = SECRET.test(name) ? '(hidden)' : withoutCredentials(text);
  }
  return shown;
}

/** Nothing for a setting that is off unless it is given. */
function asText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** Also in the middle of a list. */
function withoutCredentials(text: string): string {
  return text.replace(/(\w+:\/\/)[^/@\s]*@/g, '$1(hidden)@');
}
