/** Something that runs until it is told to stop. */
export interface Running {
  /** Seconds between `announceStop` and `stop`. */
  readonly shutdownDelay: number;
  /** Seconds that stopping may take. */
  readonly shutdownTimeout: number;
  /** Tells load balancers that this will stop. */
  announceStop(): void;
  stop(): Promise<void>;
}

/**
 * Starts something and stops it at SIGTERM or SIGINT, then ends the process with code 0.
 *
 * At SIGTERM the stop is announced first, and comes `shutdownDelay` later or at the next signal. SIGINT is
 * a person at a terminal, who waits for nothing.
 *
 * A failed start ends the process with code 1 and one line on standard error. A signal that comes
 * while starting, and another one while stopping, end it at once.
 */
export async function runUntilSignal(start: () => Promise<Running>): Promise<void> {
  let running: Running | undefined;
  let delay: NodeJS.Timeout | undefined;
  let stopping = false;
  const stop = (service: Running) => {
    stopping = true;
    clearTimeout(delay);
    void stopInTime(service);
  };
  const onSignal = (signal: NodeJS.Signals) => {
    if (running === undefined || stopping) process.exit(signal === 'SIGINT' ? 130 : 143);
    const { shutdownDelay } = running;
    if (signal === 'SIGINT' || shutdownDelay === 0 || delay !== undefined) stop(running);
    else {
      running.announceStop();
      delay = setTimeout(stop, shutdownDelay * 1000, running);
    }
  };
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
  try {
    running = await start();
  } catch (error) {
    process.stderr.write(`${inOneLine(error)}\n`);
    process.exit(1);
  }
}

async function stopInTime(running: Running): Promise<void> {
  setTimeout(() => process.exit(0), running.shutdownTimeout * 1000);
  try {
    await running.stop();
  } catch (error) {
    process.stderr.write(`${inOneLine(error)}\n`);
    process.exit(1);
  }
  process.exit(0);
}

/** What a person at the terminal can act on: the stack only when the error is a bug of ours. */
function inOneLine(error: unknown): string {
  if (!(error instanceof Error)) return `the service failed: ${String(error)}`;
  if (error instanceof TypeError || error instanceof ReferenceError) return String(error.stack);
  const { code, syscall } = error as NodeJS.ErrnoException;
  const { port, address, hostname } = error as {
    port?: number;
    address?: string;
    hostname?: string;
  };
  if (syscall === 'listen' && code === 'EADDRINUSE')
    return `port ${port ?? ''} is in use: stop what listens there, or set PORT to another one`;
  if (syscall === 'listen' && code === 'EACCES')
    return `port ${port ?? ''} may not be opened: set PORT to one above 1023`;
  if (syscall === 'getaddrinfo' || code === 'EADDRNOTAVAIL' || code === 'EINVAL')
    return `HOST=${JSON.stringify(hostname ?? address)} cannot be listened on (${code ?? ''}): it must be an address of this machine, or a name of one`;
  return error.message.replaceAll('\n', ' ');
}
