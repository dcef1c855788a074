/** An answer that schemathesis got, as hooks.py notes it. */
export interface Answer {
  /** `POST /classify-image`: whose case it was. */
  readonly operation: string;
  /** That of the request: some cases try others than the operation's. */
  readonly method: string;
  /** Media type of the request's body; null without one. */
  readonly bodyType: string | null;
  readonly status: number;
  /** `Content-Type` of the answer. */
  readonly answerType: string;
  /** False for an answer that has nothing of what was asked for, whatever its status. */
  readonly useful: boolean;
}

/** What is needed of the API's document. */
export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Operation {
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<object> }>>;
}

/** Of others: the image's server, or a service that is busy. */
const FAILURES_OF_OTHERS = [502, 503, 504];

/**
 * What schemathesis itself does not demand: that each operation was seen to succeed, with each type of body
 * and of answer. A run in which every request is refused finds nothing, and means nothing.
 *
 * @returns a sentence for each fault
 */
export function judge({ paths }: Document, answers: readonly Answer[]): string[] {
  const faults: string[] = [];
  for (const [path, item] of Object.entries(paths))
    for (const [method, operation] of Object.entries(item)) {
      const label = `${method.toUpperCase()} ${path}`;
      const own = answers.filter(
        (answer) => answer.operation === label && answer.method === method.toUpperCase(),
      );
      const succeeded = own.filter(({ status, useful }) => status === 200 && useful);
      if (succeeded.length === 0) faults.push(`${label} never succeeded`);
      for (const type of Object.keys(operation.requestBody?.content ?? {}))
        if (!succeeded.some(({ bodyType }) => matches(type, bodyType ?? '')))
          faults.push(`${label} never succeeded with a body of ${type}`);
      for (const type of Object.keys(operation.responses['200']?.content ?? {}))
        if (!succeeded.some(({ answerType }) => matches(type, answerType)))
          faults.push(`${label} never answered with ${type}`);
      for (const status of new Set(own.map((answer) => answer.status)))
        if (!(String(status) in operation.responses))
          faults.push(`${label} answered ${status}, which is not in the document`);
    }
  const broken = answers.filter(
    ({ status }) => status >= 500 && !FAILURES_OF_OTHERS.includes(status),
  );
  return [...faults, ...broken.map((answer) => `${answer.operation} answered ${answer.status}`)];
}

/** @param range `image/*`, or a type */
function matches(range: string, type: string): boolean {
  const [bare = ''] = type.split(';');
  return range.endsWith('/*') ? bare.startsWith(range.slice(0, -1)) : bare.trim() === range;
}
