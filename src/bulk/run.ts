import { configure } from '../cli/configure.js';
import { inOneLine, stopAtSignals } from '../cli/ending.js';
import { terminalLog } from '../cli/output/terminal-log.js';
import { Terminal } from '../cli/output/terminal.js';
import { USAGE_EXIT_CODE, UsageError } from '../cli/usage-error.js';
import { LastingRedis } from '../redis/lasting-redis.js';
import { logLikelySettings } from '../telemetry/log/log-settings.js';
import { addressOf } from './address.js';
import { bulkHelp } from './help.js';
import { type BulkCommand, parseBulk } from './options.js';

/**
 * Runs `image-classifier bulk` and ends the process; a worker runs on until it is told to stop.
 *
 * @param words the arguments after `bulk`
 */
export async function runBulk(words: readonly string[]): Promise<void> {
  const stop = new AbortController();
  const closed = { output: false };
  const terminal = new Terminal(process.stdout, process.stderr, process.env, () => {
    closed.output = true;
    stop.abort();
  });
  let code: number;
  let exitCode: () => number | undefined = () => undefined;
  try {
    const command = parseBulk(words);
    if (command.verb === 'work') {
      await (await import('./start-work.js')).runWorker(command);
      return;
    }
    exitCode = stopAtSignals(stop);
    code = await run(command, terminal, stop.signal);
  } catch (error) {
    terminal.progress('');
    // Who read the output had enough of it, as with `| head`; or a signal has ended the command.
    const own = exitCode() ?? (closed.output ? 0 : undefined);
    if (own === undefined) terminal.problem('error', inOneLine(error));
    code = own ?? (error instanceof UsageError ? USAGE_EXIT_CODE : 1);
  }
  await terminal.flush();
  // Standard input may still be open, and so may the connection to Redis.
  process.exit(code);
}

type ShortCommand = Exclude<BulkCommand, { verb: 'work' }>;

async function run(command: ShortCommand, terminal: Terminal, stop: AbortSignal): Promise<number> {
  if (command.verb === 'help') {
    await terminal.data(bulkHelp());
    return 0;
  }
  const { settings, folder } = configure(command.verb === 'add' ? command.model : undefined);
  const address = addressOf(settings);
  const log = terminalLog(terminal);
  logLikelySettings(log);
  const redis = new LastingRedis(address, log);
  const commands = await import('./commands.js');
  const context = { redis, settings, folder, terminal, log, stop };
  switch (command.verb) {
    case 'add':
      return await commands.add(command, context);
    case 'status':
      return await commands.status(command, context);
    case 'collect':
      return await commands.collect(command, context);
    case 'remove':
      return await commands.remove(command, context);
  }
}
