import test from 'ava';
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import { Socket } from 'node:net';
import { AddressGuard } from '../../../src/fetch/guard/address-guard.js';
import { createGuardedAgents } from '../../../src/fetch/guard/guarded-agents.js';

const guard = new AddressGuard();
const resolver = { resolve: () => Promise.resolve(['10.0.0.1']) };

test('a refusal leaves no entry in the tables of an agent', async (t) => {
  const { httpAgent, httpsAgent } = createGuardedAgents({ guard, resolver });
  for (const host of ['10.0.0.1', '::1', 'name.test']) {
    for (const get of [
      () => http.get({ host, agent: httpAgent }),
      () => https.get({ host, agent: httpsAgent }),
    ]) {
      const request = get();
      const closed = new Promise((resolve) => request.once('close', resolve));
      const [error] = (await once(request, 'error')) as [Error];
      t.like(error, { code: 'address_not_allowed' }, host);
      await closed;
    }
  }
  for (const agent of [httpAgent, httpsAgent])
    t.deepEqual([agent.sockets, agent.freeSockets, agent.requests].flatMap(Object.keys), []);
});

test('the options of the agent itself verify certificates', (t) => {
  const { httpsAgent } = createGuardedAgents({ guard, resolver });
  t.true(httpsAgent.options.rejectUnauthorized);
});

test('a server has at most 8 idle connections, each for at most 4 s', (t) => {
  const { httpAgent, httpsAgent } = createGuardedAgents({ guard, resolver });
  for (const agent of [httpAgent, httpsAgent]) {
    t.is(agent.maxFreeSockets, 8);
    t.like(agent, { options: { keepAlive: true, timeout: 4000 } });
  }
});

test('beyond 64 idle connections to all servers the first one is closed', (t) => {
  const { httpAgent, httpsAgent } = createGuardedAgents({ guard, resolver });
  for (const agent of [httpAgent, httpsAgent]) {
    const idle = Array.from({ length: 64 }, () => new Socket());
    const servers = { gone: undefined, a: idle.slice(0, 32), b: idle.slice(32) };
    Object.assign(agent.freeSockets, servers);
    const closed = new Socket().destroy();
    agent.emit('free', closed, {});
    t.false(idle.some(({ destroyed }) => destroyed));
    servers.b.push(new Socket());
    agent.emit('free', closed, {});
    t.deepEqual(
      idle.filter(({ destroyed }) => destroyed),
      idle.slice(0, 1),
    );
  }
});
