import { readFileSync, statSync, type Stats } from 'node:fs';
import { isIP } from 'node:net';

/** Larger files (in bytes) are not read: a hosts file is a few lines. */
const MAX_SIZE = 1_048_576;

/**
 * The hosts file, hosts(5). Docker (`--add-host`) and Kubernetes (`hostAliases`) write names into
 * it. It is read again when it has changed, at the cost of one `stat` for each look-up.
 */
export class HostsFile {
  private version = '';
  private addressesOf: ReadonlyMap<string, string[]> = new Map();

  constructor(private readonly path = '/etc/hosts') {}

  /**
   * @returns the addresses of a lower-case name, in the order of the file; empty if it has none.
   *   While the file cannot be read, the names of the last read stay.
   */
  addresses(name: string): string[] {
    try {
      this.refresh();
    } catch {
      // EMFILE or EACCES may pass: the next look-up tries again.
    }
    return this.addressesOf.get(name) ?? [];
  }

  private refresh(): void {
    const stats = statSync(this.path, { throwIfNoEntry: false });
    const version = `${stats?.ino ?? 0} ${stats?.mtimeMs ?? 0} ${stats?.size ?? 0}`;
    if (version === this.version) return;
    this.addressesOf = parseHosts(isHostsFile(stats) ? readFileSync(this.path, 'utf8') : '');
    this.version = version;
  }
}

function isHostsFile(stats: Stats | undefined): boolean {
  return stats?.isFile() === true && stats.size <= MAX_SIZE;
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
