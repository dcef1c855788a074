/** Redis cannot be used now. Whoever asked goes on from memory. */
export class RedisAway extends Error {
  override readonly name = 'RedisAway';
}
