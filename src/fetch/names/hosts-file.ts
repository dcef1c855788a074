import { readFileSync, statSync } from 'node:fs';
import { isIP } from 'node:net';

/** A hosts file is a few lines; one that is larger than this (bytes) is left unread. */
const MAX_SIZE = 1_048_576;

/**
 * The names a machine, Docker (`--add-host`) or Kubernetes (`hostAliases`) gives addresses to by
 * itself: hosts(5). Read again whenever the file has changed, which costs a `stat` a look-up.
 */
export class HostsFile {
  #version = '';
  #addressesOf: ReadonlyMap<string, string[]> = new Map();

  constructor(private readonly path = '/etc/hosts') {}

  /** @returns the addresses of a lower-case name, in the order of the file; empty for any other */
  addresses(name: string): string[] {
    this.#refresh();
    return this.#addressesOf.get(name) ?? [];
  }

  #refresh(): void {
    const stats = statSync(this.path, { throwIfNoEntry: false });
    const version = `${stats?.ino ?? 0} ${stats?.mtimeMs ?? 0} ${stats?.size ?? 0}`;
    if (version === this.#version) return;
    this.#version = version;
    const readable = stats?.isFile() === true && stats.size <= MAX_SIZE;
    this.#addressesOf = parseHosts(readable ? readFileSync(this.path, 'utf8') : '');
  }
}

function parseHosts(text: string): Map<string, string[]> {
  const addressesOf = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (isIP(address) === 0) continue;
    for (const name of names.map((each) => each.toLowerCase().replace(/\.$/, '')))
      addressesOf.set(name, [...(addressesOf.get(name) ?? []), address]);
  }
  return addressesOf;
}
