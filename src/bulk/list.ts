/** What a list's results show, and how hard it is tried. */
export interface ListOptions {
  readonly topK: number | undefined;
  readonly minConfidence: number;
  /** How often a URL is tried whose server fails. */
  readonly tries: number;
}

/** A list of URLs, as Redis has it. */
export interface List {
  readonly name: string;
  /** Of this life of the list: another one of the same name has another. */
  readonly uid: string;
  /** The model's name. */
  readonly model: string;
  /** The model's `ServedModel.identity`. */
  readonly identity: string;
  readonly options: ListOptions;
  readonly urlsPerJob: number;
  /** Chunks that are added. */
  readonly added: number;
  readonly urls: number;
  /** Of all chunks that are added. */
  readonly digest: string;
  /** Chunks whose jobs are queued, at least. */
  readonly queued: number;
  /** Whether all of it is added. */
  readonly complete: boolean;
  readonly removing: boolean;
  /** URLs with a result. */
  readonly done: number;
  /** Those whose result is an error. */
  readonly errors: number;
  /** Chunks that are collected. */
  readonly collected: number;
  readonly collectedUrls: number;
  /** Bytes of all results that are collected. */
  readonly written: number;
  /** Those of them that were collected before the file was begun that the others go to. */
  readonly base: number;
  /** Of the last chunk that was collected. */
  readonly lastBytes: number;
  readonly lastDigest: string;
  /** Bytes of URLs and results in Redis, without what Redis needs for each key. */
  readonly bytes: number;
}

/** @param fields of the HASH; empty if there is none */
export function parseList(
  name: string,
  fields: Readonly<Record<string, string>>,
): List | undefined {
  const { uid, model = '', identity = '', options = '{}' } = fields;
  if (uid === undefined) return undefined;
  const count = (field: string) => Number(fields[field] ?? 0);
  return {
    ...{ name, uid, model, identity },
    options: JSON.parse(options) as ListOptions,
    urlsPerJob: count('urls_per_job'),
    added: count('added'),
    urls: count('urls'),
    digest: fields['digest'] ?? '',
    queued: count('queued'),
    complete: fields['complete'] !== undefined,
    removing: fields['removing'] !== undefined,
    done: count('done'),
    errors: count('errors'),
    collected: count('collected'),
    collectedUrls: count('collected_urls'),
    written: count('written'),
    base: count('base'),
    lastBytes: count('last_bytes'),
    lastDigest: fields['last_digest'] ?? '',
    bytes: count('bytes'),
  };
}
