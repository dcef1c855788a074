/** One server of Redis or Valkey, Sentinels that know it, or nodes of a Cluster. */
export interface RedisAddress {
  readonly kind: 'server' | 'sentinel' | 'cluster';
  readonly tls: boolean;
  /** At least one; exactly one for a server. */
  readonly nodes: readonly RedisNode[];
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** The name by which Sentinels know the server; undefined for the other kinds. */
  readonly masterName: string | undefined;
  readonly database: number;
}

export interface RedisNode {
  readonly host: string;
  readonly port: number;
}

const ADDRESS =
  /^redis(?<s>s?)(?:\+(?<kind>sentinel|cluster))?:\/\/(?:(?<user>[^:@/]*)(?::(?<password>[^@/]*))?@)?(?<nodes>[^@/?#]+)(?:\/(?<path>[^?#]*))?$/;
const NODE = /^(?<host>[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::(?<port>\d{1,5}))?$/;
const MASTER_NAME = /^[A-Za-z0-9._-]+$/;
const DATABASE = /^\d{1,5}$/;
const PORTS = { server: 6379, cluster: 6379, sentinel: 26_379 };

/** @returns undefined for what is no address */
export function parseRedisAddress(text: string): RedisAddress | undefined {
  const groups = ADDRESS.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const kind = (groups['kind'] ?? 'server') as RedisAddress['kind'];
  const nodes = (groups['nodes'] ?? '').split(',').map((node) => parseNode(node, PORTS[kind]));
  const place = parsePath(kind, groups['path'] ?? '');
  const username = decode(groups['user']);
  const password = decode(groups['password']);
  if (place === undefined || username === null || password === null) return undefined;
  if (!nodes.every((node) => node !== undefined)) return undefined;
  if (kind === 'server' && nodes.length > 1) return undefined;
  return { kind, tls: groups['s'] === 's', nodes, username, password, ...place };
}

/** The address without user and password, for the log. */
export function shownAddress({ kind, tls, nodes, masterName }: RedisAddress): string {
  const scheme = `redis${tls ? 's' : ''}${kind === 'server' ? '' : `+${kind}`}`;
  const list = nodes.map(({ host, port }) => `${host.includes(':') ? `[${host}]` : host}:${port}`);
  return `${scheme}://${list.join()}${masterName === undefined ? '' : `/${masterName}`}`;
}

function parseNode(text: string, defaultPort: number): RedisNode | undefined {
  const { host, port = String(defaultPort) } = NODE.exec(text)?.groups ?? {};
  if (host === undefined || Number(port) < 1 || Number(port) > 65_535) return undefined;
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
}

/** A server's path is its database, a Sentinel's the name and maybe the database; a Cluster has none. */
function parsePath(
  kind: RedisAddress['kind'],
  path: string,
): Pick<RedisAddress, 'masterName' | 'database'> | undefined {
  const parts = path === '' ? [] : path.split('/');
  const masterName = kind === 'sentinel' ? (parts.shift() ?? '') : undefined;
  const [database = '0', ...more] = parts;
  if (masterName !== undefined && !MASTER_NAME.test(masterName)) return undefined;
  if (more.length > 0 || !DATABASE.test(database)) return undefined;
  if (kind === 'cluster' && parts.length > 0) return undefined;
  return { masterName, database: Number(database) };
}

/** @returns undefined for an empty text, null for a malformed one */
function decode(text: string | undefined): string | undefined | null {
  if (text === undefined || text === '') return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
