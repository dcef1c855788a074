import { keepMemoryTrimmed } from '../resident-memory.js';
import { logLikelySettings } from '../telemetry/log/log-settings.js';
import { classifyAll } from './classify-all.js';
import { configure } from './configure.js';
import { Drawings } from './drawings.js';
import { startEngine } from './engine.js';
import { classifyHelp } from './help.js';
import { parseOptions } from './options.js';
import { openSink, type Sink } from './output/sink.js';
import { Terminal } from './output/terminal.js';
import { terminalLog } from './output/terminal-log.js';
import { inOneLine, stopAtSignals } from './ending.js';
import { USAGE_EXIT_CODE, UsageError } from './usage-error.js';
import { windowFor } from './window.js';

/**
 * Runs `image-classifier classify` and ends the process.
 *
 * @param words the arguments after `classify`
 */
export async function runClassify(words: readonly string[]): Promise<never> {
  const stop = new AbortController();
  const terminal = new Terminal(process.stdout, process.stderr, process.env, () => {
    stop.abort();
  });
  let code: number;
  try {
    code = await run(words, terminal, stop);
  } catch (error) {
    terminal.progress('');
    terminal.problem('error', inOneLine(error));
    code = error instanceof UsageError ? USAGE_EXIT_CODE : 1;
  }
  await terminal.flush();
  // Standard input may still be open.
  process.exit(code);
}

async function run(
  words: readonly string[],
  terminal: Terminal,
  stop: AbortController,
): Promise<number> {
  const options = parseOptions(words);
  if (options === undefined) {
    await terminal.data(classifyHelp());
    return 0;
  }
  const { settings, folder } = configure(options.model);
  const log = terminalLog(terminal);
  logLikelySettings(log);
  keepMemoryTrimmed();
  const exitCode = stopAtSignals(stop);
  const window = windowFor(settings.classifier.processes);
  terminal.progress('starting');
  const engine = await startEngine(settings, folder, window.atOnce, log);
  terminal.progress('');
  let sink: Sink | undefined;
  try {
    const { explain } = options;
    const drawings = explain === undefined ? undefined : await Drawings.open(explain, engine);
    sink = await openSink(options, engine.model, terminal);
    const failed = await classifyAll({
      ...{ options, settings, engine, drawings, sink, terminal, window },
      stop: stop.signal,
      interrupted: () => exitCode() !== undefined,
    });
    return exitCode() ?? (failed > 0 ? 1 : 0);
  } finally {
    await sink?.close();
    await engine.close();
  }
}
