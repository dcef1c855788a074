import { Cluster, Redis } from 'ioredis';
import type { RedisAddress } from '../settings/redis-address.js';

export type RedisClient = Redis | Cluster;

/**
 * Makes a client that is not connected yet. It connects once: after a lost connection it is of no more use,
 * and RedisLink makes a new one, which asks Sentinels and Cluster nodes anew who is in charge.
 *
 * @param timeout of connecting and of each command, in milliseconds
 */
export function createClient(address: RedisAddress, timeout: number): RedisClient {
  const { kind, nodes, masterName, database, username, password, tls } = address;
  const credentials = {
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
  };
  // A command is sent once and at once, or fails: a resent one would count twice.
  const once = { autoResendUnfulfilledCommands: false, maxRetriesPerRequest: 0 };
  const options = {
    ...credentials,
    ...once,
    ...(tls && { tls: {} }),
    connectTimeout: timeout,
    commandTimeout: timeout,
    disconnectTimeout: timeout,
    enableOfflineQueue: false,
    // RedisLink checks more: that the server takes writes.
    enableReadyCheck: false,
    retryStrategy: null,
    autoResubscribe: false,
    connectionName: 'image-classifier',
  };
  if (kind === 'cluster')
    return new Cluster([...nodes], {
      redisOptions: options,
      enableOfflineQueue: false,
      lazyConnect: true,
      clusterRetryStrategy: null,
      slotsRefreshTimeout: timeout,
      retryDelayOnFailover: 0,
      retryDelayOnClusterDown: 0,
    });
  if (kind === 'sentinel')
    return new Redis({
      ...options,
      db: database,
      lazyConnect: true,
      sentinels: [...nodes],
      name: masterName ?? '',
      enableTLSForSentinelMode: tls,
      ...(tls && { sentinelTLS: {} }),
      sentinelCommandTimeout: timeout,
      sentinelRetryStrategy: () => null,
    });
  return new Redis({ ...options, ...nodes[0], db: database, lazyConnect: true });
}
