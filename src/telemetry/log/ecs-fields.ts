import type { LogSettings } from '../../settings/telemetry.js';
import { shownUrl } from '../image-url.js';

type Fields = Record<string, unknown>;
type Translate = (value: unknown, into: Fields) => void;

/**
 * Translates the fields of a line into those of the Elastic Common Schema.
 *
 * Names with a dot are the schema's own, or ours (`classifier.…`), and stay. The names below have a place
 * in the schema. Everything else goes to `labels`, the schema's place for details, as text.
 */
export class EcsFields {
  private readonly known: Readonly<Record<string, Translate>>;

  constructor(imageUrls: LogSettings['imageUrls']) {
    this.known = {
      err: addError,
      action: (value, into) => (into['event.action'] = value),
      pid: (value, into) => (into['process.pid'] = value),
      exitCode: (value, into) => (into['process.exit_code'] = value),
      reason: (value, into) => (into['event.reason'] = value),
      signal: (value, into) => (into['classifier.process.signal'] = value),
      requestId: (value, into) => (into['http.request.id'] = value),
      image: (value, into) => {
        if (value instanceof URL) into['classifier.image.url'] = shownUrl(value, imageUrls);
      },
    };
  }

  translate(fields: object): Fields {
    const into: Fields = {};
    const labels: Record<string, string> = {};
    for (const [name, value] of Object.entries(fields) as [string, unknown][]) {
      if (value === undefined) continue;
      if (name.includes('.')) into[name] = value;
      else if (this.known[name] !== undefined) this.known[name](value, into);
      else labels[name] = typeof value === 'string' ? value : JSON.stringify(value);
    }
    if (Object.keys(labels).length > 0) into['labels'] = labels;
    return into;
  }
}

function addError(error: unknown, into: Fields): void {
  if (!(error instanceof Error)) {
    into['error.message'] = String(error);
    return;
  }
  into['error.type'] = error.name;
  into['error.message'] = error.message;
  into['error.stack_trace'] = stackOf(error);
  if ('code' in error && typeof error.code === 'string') into['error.code'] = error.code;
}

/** With the stacks of its causes. */
function stackOf({ stack = '', cause }: Error): string {
  return cause instanceof Error ? `${stack}\nCaused by: ${stackOf(cause)}` : stack;
}
