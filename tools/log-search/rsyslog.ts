import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { programPath } from './missing-packages.js';
import { type Program, startProgram } from './program.js';

/** The configuration that users get. */
export const CONFIGURATION = 'deploy/rsyslog/image-classifier.conf';

export interface Rsyslog extends Program {
  /** What the index refused, with the reasons; empty if nothing was. */
  refused(): string;
}

/**
 * Starts Debian's rsyslog with the project's configuration: only its two paths and its port are others.
 *
 * @param logFile what it reads
 * @param port of OpenSearch
 */
export function startRsyslog(folder: string, logFile: string, port: number): Rsyslog {
  const refusedFile = join(folder, 'refused.log');
  const configuration = replaceOnce(readFileSync(CONFIGURATION, 'utf8'), {
    '/var/log/image-classifier.log': logFile,
    '/var/log/image-classifier-refused.log': refusedFile,
    'serverport="9200"': `serverport="${port}"`,
  });
  const included = join(folder, 'image-classifier.conf');
  const main = join(folder, 'rsyslog.conf');
  const spool = join(folder, 'rsyslog');
  mkdirSync(spool);
  writeFileSync(included, configuration);
  writeFileSync(main, `global(workDirectory="${spool}")\ninclude(file="${included}")\n`);
  const program = startProgram(
    programPath('rsyslogd') ?? 'rsyslogd',
    ['-n', '-f', main, '-i', join(folder, 'rsyslog.pid')],
    join(folder, 'rsyslog.out'),
  );
  const refused = () => (existsSync(refusedFile) ? readFileSync(refusedFile, 'utf8') : '');
  return { ...program, refused };
}

/** @throws if a text is not there exactly once */
function replaceOnce(text: string, replacements: Readonly<Record<string, string>>): string {
  return Object.entries(replacements).reduce((result, [from, to]) => {
    const parts = result.split(from);
    if (parts.length !== 2) throw new Error(`${CONFIGURATION}: ${from} must be there once`);
    return parts.join(to);
  }, text);
}
