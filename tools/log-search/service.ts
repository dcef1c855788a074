import { serviceArguments, startCommand } from '../start-command.js';
import { type Program, startProgram, until } from './program.js';

/**
 * Starts the service on a free loopback port, with all its lines in a file.
 *
 * @param environment its settings; it gets nothing else but `PATH`
 */
export async function startService(
  logFile: string,
  environment: Readonly<Record<string, string>>,
): Promise<Program & { url: string }> {
  const program = startProgram(process.execPath, serviceArguments(), logFile, {
    PATH: process.env['PATH'],
    ...startCommand().environment,
    ...{ HOST: '127.0.0.1', PORT: '0', LOG_FORMAT: 'ecs', LOG_LEVEL: 'debug' },
    ...environment,
  });
  const url = await until('the start of the service', 60, () => {
    program.check();
    return /listening on (http:\/\/[^ "]*:\d+)/.exec(program.output())?.[1];
  });
  return { ...program, url };
}
