import { createHash } from 'node:crypto';
import type { RedisClient } from './client.js';

export type ScriptArgument = string | number | Buffer;

/** What a script returned. Strings are Buffers. */
export type ScriptReply = null | number | Buffer | readonly ScriptReply[];

/** A Lua script, which Redis runs as one step. It is sent once; later calls send its hash. */
export class Script {
  private readonly sha1: string;

  constructor(private readonly source: string) {
    this.sha1 = createHash('sha1').update(source).digest('hex');
  }

  /** @param keys all with the same hash tag */
  async run(
    client: RedisClient,
    keys: readonly string[],
    args: readonly ScriptArgument[],
  ): Promise<ScriptReply> {
    const all = [keys.length, ...keys, ...args] as const;
    try {
      return (await client.callBuffer('EVALSHA', this.sha1, ...all)) as ScriptReply;
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
      return (await client.callBuffer('EVAL', this.source, ...all)) as ScriptReply;
    }
  }
}
