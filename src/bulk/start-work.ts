import { configure } from '../cli/configure.js';
import { type Running, runUntilSignal } from '../lifecycle.js';
import { keepMemoryTrimmed } from '../resident-memory.js';
import { logLikelySettings, logSettings } from '../telemetry/log/log-settings.js';
import { createLog } from '../telemetry/log.js';
import { addressOf } from './address.js';
import type { BulkCommand } from './options.js';
import { startWork } from './work.js';

/** Runs a worker until it is told to stop. */
export async function runWorker(command: Extract<BulkCommand, { verb: 'work' }>): Promise<void> {
  const configured = configure(command.model);
  const { settings } = configured;
  const address = addressOf(settings);
  const log = createLog(settings.telemetry.log);
  process.on('exit', log.flush);
  logLikelySettings(log);
  logSettings(log, settings);
  keepMemoryTrimmed();
  let running: Running | undefined;
  const broken = () => {
    log.error({ action: 'worker-broken' }, 'the classifier processes cannot be brought back');
    setTimeout(() => process.exit(1), settings.server.shutdownTimeout * 1000);
    void running?.stop().finally(() => process.exit(1));
  };
  await runUntilSignal(async () => {
    running = await startWork({ ...configured, address }, command, log, broken);
    return running;
  });
}
