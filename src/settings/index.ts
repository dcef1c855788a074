import { z } from 'zod';
import { accessSettings } from './access.js';
import { bulkSettings } from './bulk.js';
import { cacheSettings } from './cache.js';
import { classifierSettings } from './classifier.js';
import { fetchSettings } from './fetch.js';
import { modelSettings } from './model.js';
import { monitorSettings } from './monitor.js';
import { redisSettings } from './redis.js';
import { serverSettings } from './server.js';
import { SettingError } from './setting-error.js';
import { telemetrySettings } from './telemetry.js';

/** Maps the environment variables of each folder to its settings. */
const sections = z.object({
  server: serverSettings,
  access: accessSettings,
  cache: cacheSettings,
  monitor: monitorSettings,
  redis: redisSettings,
  bulk: bulkSettings,
  model: modelSettings,
  fetch: fetchSettings,
  classifier: classifierSettings,
  telemetry: telemetrySettings,
});

/** The validated settings. */
export type Settings = Readonly<z.output<typeof sections>>;

export const SETTINGS = Symbol('Settings');

const variables = Object.values(sections.shape).flatMap((section) =>
  Object.entries<z.ZodType>(section.in.shape),
);

/** Every environment variable that the service reads. */
export const SETTING_NAMES: readonly string[] = variables.map(([name]) => name);

/** Those whose values are secrets: never shown, logged or given to a child process. */
export const SECRET_SETTINGS: ReadonlySet<string> = new Set(['API_KEYS', 'REDIS_URL']);

/** Static defaults; undefined for a variable that has none, or whose default depends on the machine. */
export const SETTING_DEFAULTS: ReadonlyMap<string, unknown> = new Map(
  variables.map(([name, schema]) => [name, schema.safeParse(undefined).data]),
);

/**
 * Reads the settings from an environment.
 *
 * An empty variable counts as unset: Docker build arguments without a value mean the default.
 *
 * @throws SettingError for the first bad value
 */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const given = trimmed(environment);
  const result = sections.safeParse(
    Object.fromEntries(Object.keys(sections.shape).map((section) => [section, given])),
  );
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const name = String(issue?.path.at(-1));
  const value = SECRET_SETTINGS.has(name) ? undefined : given[name];
  throw new SettingError(name, value, String(issue?.message));
}

/** The non-empty variables, trimmed. */
function trimmed(environment: NodeJS.ProcessEnv): Partial<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(environment)
      .map(([name, value]) => [name, value?.trim()] as const)
      .filter(([, value]) => value !== undefined && value !== ''),
  );
}
