import { constants } from 'node:os';
import { fitProcesses } from '../model/fit-processes.js';
import { modelFolders } from '../model/model-folder.js';
import { ModelError } from '../model/model-error.js';
import { keepMemoryTrimmed } from '../resident-memory.js';
import { readSettings, type Settings } from '../settings/index.js';
import { likelySettings } from '../settings/likely-settings.js';
import { checkPrecision } from '../settings/precision.js';
import { SettingError } from '../settings/setting-error.js';
import { classifyAll } from './classify-all.js';
import { Drawings } from './drawings.js';
import { startEngine } from './engine.js';
import { classifyHelp } from './help.js';
import { type ClassifyOptions, parseOptions } from './options.js';
import { openSink, type Sink } from './output/sink.js';
import { Terminal } from './output/terminal.js';
import { terminalLog } from './output/terminal-log.js';
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
  const { settings, folder } = configure(options);
  const log = terminalLog(terminal);
  for (const { variable, meant } of likelySettings(process.env))
    log.warn({}, `${variable} is not a setting: did you mean ${meant}?`);
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

/** @throws UsageError for a bad setting or an unknown model */
function configure(options: ClassifyOptions): { settings: Settings; folder: string } {
  try {
    const settings = readSettings({ ...process.env, ...modelVariables(options.model) });
    checkPrecision(settings.classifier.precision);
    const [folder = ''] = modelFolders(settings.model);
    return { settings: fitProcesses(settings, [folder]).settings, folder };
  } catch (error) {
    if (error instanceof SettingError || error instanceof ModelError)
      throw new UsageError(error.message, { cause: error });
    throw error;
  }
}

/** `--model` replaces every variable that chooses a model. A name with a slash is a folder's. */
function modelVariables(model: string | undefined): NodeJS.ProcessEnv {
  if (model === undefined) return {};
  return model.includes('/') ? { MODEL: '', MODEL_DIR: model } : { MODEL: model, MODEL_DIR: '' };
}

/**
 * The first signal stops the command, which then writes what is done. The second ends it at once.
 *
 * @returns the exit code of the signal that has come, if one has
 */
function stopAtSignals(stop: AbortController): () => number | undefined {
  let code: number | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    const own = 128 + constants.signals[signal];
    if (code !== undefined) process.exit(own);
    code = own;
    stop.abort();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return () => code;
}

/** The stack only when the error is a bug of ours. */
function inOneLine(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof TypeError || error instanceof ReferenceError) return String(error.stack);
  return error.message;
}
