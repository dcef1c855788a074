import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type Answer, decode, encode, type Packet } from 'dns-packet';

/** Addresses (an empty list is valid), `no-such-name` (NXDOMAIN), or `silence`: no answer at all. */
type Reply = readonly string[] | 'no-such-name' | 'silence' | { readonly cname: string };

/** A reply, immediate or delayed. `cname` sends the alias without its addresses. */
export type DnsReply = Reply | { readonly reply: Reply; readonly afterMs: number };

export type DnsRecordType = 'A' | 'AAAA';

export interface DnsServer {
  /** `127.0.0.1:PORT`, as resolvers expect it. */
  readonly address: string;
  /** The number of queries for a name. */
  queries(name: string, type: DnsRecordType): number;
  readonly close: () => Promise<void>;
}

const NAME_ERROR = 3; // RCODE of RFC 1035 section 4.1.1

/** A real DNS server on loopback (UDP). It calls `answer` for each query. */
export async function startDnsServer(
  answer: (name: string, type: DnsRecordType) => DnsReply,
): Promise<DnsServer> {
  const counts = new Map<string, number>();
  const timers = new Set<NodeJS.Timeout>();
  const socket = createSocket('udp4');

  socket.on('message', (message, peer) => {
    const query = decode(message);
    const [question] = query.questions ?? [];
    if (question?.type !== 'A' && question?.type !== 'AAAA') return;
    const { name, type } = question;
    const key = `${type} ${name}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
    const given = answer(name, type);
    const { reply, afterMs } =
      typeof given === 'object' && 'reply' in given ? given : { reply: given, afterMs: 0 };
    if (reply === 'silence') return;
    const packet: Packet = {
      type: 'response',
      id: query.id ?? 0,
      flags: reply === 'no-such-name' ? NAME_ERROR : 0,
      questions: [question],
      answers: answersOf(name, type, reply),
    };
    const send = (): void => {
      socket.send(encode(packet), peer.port, peer.address);
    };
    if (afterMs === 0) send();
    else timers.add(setTimeout(send, afterMs));
  });

  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  return {
    address: `127.0.0.1:${port}`,
    queries: (name, type) => counts.get(`${type} ${name}`) ?? 0,
    close: async () => {
      for (const timer of timers) clearTimeout(timer);
      socket.close();
      await once(socket, 'close');
    },
  };
}

function answersOf(name: string, type: DnsRecordType, reply: Exclude<Reply, 'silence'>): Answer[] {
  if (reply === 'no-such-name') return [];
  if ('cname' in reply) return [{ type: 'CNAME', name, class: 'IN', ttl: 60, data: reply.cname }];
  return reply.map((data) => ({ type, name, class: 'IN', ttl: 60, data }));
}
