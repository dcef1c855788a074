import { createHash, randomUUID } from 'node:crypto';
import type { RedisLink } from '../redis/redis-link.js';
import { Script } from '../redis/script.js';
import type { Claims, Release } from './claims.js';

/** Milliseconds until the claim of a replica that is gone ends. */
const LEASE = 10_000;

/** Deletes a claim unless it has expired and is another's by now. */
const RELEASE = new Script(`
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
`);

const NOTHING: Release = () => undefined;

/** Claims in Redis. While Redis is away, each replica does all its work. */
export class RedisClaims implements Claims {
  /** Answers of Redis: work that was this replica's to do, and that another one was doing. */
  readonly answers = { granted: 0, refused: 0 };

  constructor(private readonly link: RedisLink) {}

  async claim(key: string): Promise<Release | undefined> {
    const name = `${this.link.prefix}claim:${createHash('sha256').update(key).digest('base64url')}`;
    const token = randomUUID();
    try {
      const claimed = await this.link.run((client) => client.set(name, token, 'PX', LEASE, 'NX'));
      this.answers[claimed === null ? 'refused' : 'granted']++;
      if (claimed === null) return undefined;
    } catch {
      return NOTHING;
    }
    return () => {
      // If it fails, the claim ends by itself.
      this.link.run((client) => RELEASE.run(client, [name], [token])).catch(NOTHING);
    };
  }
}
