import http from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import { type ConnectPolicy, guardConnection } from './guarded-connection.js';

/** Idle connections kept for the next image of the same server, for each agent and each server. */
const MAX_IDLE_SOCKETS = 64;
const MAX_IDLE_SOCKETS_PER_SERVER = 8;

/** Milliseconds; below the 5 s after which Node's and Apache's servers hang up by themselves. */
const MAX_IDLE_MS = 4000;

const AGENT_OPTIONS = {
  keepAlive: true,
  maxFreeSockets: MAX_IDLE_SOCKETS_PER_SERVER,
  timeout: MAX_IDLE_MS,
};

type OnCreate = (error: Error | null, socket: Duplex) => void;

export interface GuardedAgents {
  readonly httpAgent: http.Agent;
  readonly httpsAgent: https.Agent;
}

/**
 * The agents that make every connection an image is fetched over. They connect to allowed
 * addresses only, and keep a connection for reuse: it stays at the address that was checked.
 *
 * @param ca certificate authorities (PEM) to trust instead of the usual ones
 */
export function createGuardedAgents(policy: ConnectPolicy, ca?: string): GuardedAgents {
  return {
    httpAgent: new GuardedHttpAgent(policy),
    httpsAgent: new GuardedHttpsAgent(policy, ca),
  };
}

class GuardedHttpAgent extends http.Agent {
  constructor(private readonly policy: ConnectPolicy) {
    super(AGENT_OPTIONS);
    boundIdleSockets(this);
  }

  override createConnection(options: http.ClientRequestArgs, onCreate?: OnCreate) {
    return guardConnection(this.policy, options, (guarded) =>
      super.createConnection(guarded, onCreate),
    );
  }
}

class GuardedHttpsAgent extends https.Agent {
  constructor(
    private readonly policy: ConnectPolicy,
    ca: string | undefined,
  ) {
    // Said outright, NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment cannot undo it.
    super({ ...AGENT_OPTIONS, rejectUnauthorized: true, ...(ca === undefined ? {} : { ca }) });
    boundIdleSockets(this);
  }

  override createConnection(options: https.RequestOptions, onCreate?: OnCreate) {
    return guardConnection(this.policy, options, (guarded) =>
      super.createConnection(guarded, onCreate),
    );
  }
}

/** `maxFreeSockets` counts for each server alone; strangers' URLs name any number of servers. */
function boundIdleSockets(agent: http.Agent): void {
  agent.on('free', () => {
    const idle = Object.values(agent.freeSockets).flatMap((sockets) => sockets ?? []);
    if (idle.length > MAX_IDLE_SOCKETS) idle[0]?.destroy();
  });
}
