import { z } from 'zod';
import { cacheSettings } from './cache.js';
import { classifierSettings } from './classifier.js';
import { fetchSettings } from './fetch.js';
import { modelSettings } from './model.js';
import { monitorSettings } from './monitor.js';
import { serverSettings } from './server.js';
import { SettingError } from './setting-error.js';

/** Each room's settings: from its environment variables to what the room calls them. */
const rooms = z.object({
  server: serverSettings,
  cache: cacheSettings,
  monitor: monitorSettings,
  model: modelSettings,
  fetch: fetchSettings,
  classifier: classifierSettings,
});

/** Everything the environment decides, checked. */
export type Settings = Readonly<z.output<typeof rooms>>;

export const SETTINGS = Symbol('Settings');

const variables = Object.values(rooms.shape).flatMap((room) =>
  Object.entries<z.ZodType>(room.in.shape),
);

/** All variables that the service reads. */
export const SETTING_NAMES: readonly string[] = variables.map(([name]) => name);

/** What an unset variable means; undefined where that is decided at the start, or is nothing. */
export const SETTING_DEFAULTS: ReadonlyMap<string, unknown> = new Map(
  variables.map(([name, schema]) => [name, schema.safeParse(undefined).data]),
);

/**
 * Reads the settings from an environment.
 *
 * An empty variable counts as unset, so that Docker build arguments without a value mean the default.
 *
 * @throws SettingError for the first bad value.
 */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const given = trimmed(environment);
  const result = rooms.safeParse(
    Object.fromEntries(Object.keys(rooms.shape).map((room) => [room, given])),
  );
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const name = String(issue?.path.at(-1));
  throw new SettingError(name, given[name] ?? '', issue?.message ?? '');
}

/** The variables that are not empty, without the blanks around their values. */
function trimmed(environment: NodeJS.ProcessEnv): Partial<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(environment)
      .map(([name, value]) => [name, value?.trim()] as const)
      .filter(([, value]) => value !== undefined && value !== ''),
  );
}
