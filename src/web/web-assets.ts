import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

/** Beside the compiled code: made by tools/build-web. */
const FOLDER = new URL('./assets/', import.meta.url);

/** The form in which an asset is sent, the smallest first. */
export const ENCODINGS = ['br', 'gzip', 'identity'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** One file of the page, as the build describes it. */
export interface Asset {
  /** Media type with its charset, for `Content-Type`. */
  readonly type: string;
  /** A weak validator of the content, in quotes: all encodings share it. */
  readonly etag: string;
  /** The forms there are. Images are only there as they are. */
  readonly encodings: readonly Encoding[];
}

/** The files of the page at `/` and `/docs`. They are read from the disk whenever they are asked for. */
export class WebAssets {
  private readonly assets: ReadonlyMap<string, Asset>;

  /** @throws the operating system's error when the page was not built */
  constructor() {
    const manifest = readFileSync(new URL('../assets.json', FOLDER), 'utf8');
    this.assets = new Map(Object.entries(JSON.parse(manifest) as Record<string, Asset>));
  }

  get names(): string[] {
    return [...this.assets.keys()];
  }

  /** @param name of a file without a folder, e.g. `style.css`; anything from outside may be given */
  find(name: string): Asset | undefined {
    return this.assets.get(name);
  }

  /** @param name of an asset that `find` has found, in a form that it has */
  read(name: string, encoding: Encoding): Promise<Buffer> {
    return readFile(new URL(`${name}${SUFFIXES[encoding]}`, FOLDER));
  }
}

/** What a file's name ends with in each form. */
export const SUFFIXES: Readonly<Record<Encoding, string>> = {
  br: '.br',
  gzip: '.gz',
  identity: '',
};
