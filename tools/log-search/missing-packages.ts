import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What must be there, as Debian's packages have it. */
const NEEDED = [
  { name: 'rsyslog', isThere: () => programPath('rsyslogd') !== undefined },
  { name: 'rsyslog-elasticsearch', isThere: () => hasModule('omelasticsearch.so') },
  { name: 'default-jre-headless', isThere: () => programPath('java') !== undefined },
  { name: 'maven', isThere: () => programPath('mvn') !== undefined },
] as const;

/** The names of Debian's packages that are missing. */
export function missingPackages(): string[] {
  return NEEDED.filter(({ isThere }) => !isThere()).map(({ name }) => name);
}

/** Looks in /usr/sbin too, which is not in the `PATH` of all users. */
export function programPath(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin'];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** Modules are in the folder of the machine's architecture, e.g. /usr/lib/x86_64-linux-gnu/rsyslog. */
function hasModule(file: string): boolean {
  return ['', ...readdirSync('/usr/lib')].some((folder) =>
    existsSync(join('/usr/lib', folder, 'rsyslog', file)),
  );
}
