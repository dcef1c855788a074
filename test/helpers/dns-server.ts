import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type Answer, decode, encode, type Packet } from 'dns-packet';

/** Addresses, possibly none; `no-such-name` (NXDOMAIN), or `silence`: no answer ever. */
export type DnsReply = readonly string[] | 'no-such-name' | 'silence';

export type DnsRecordType = 'A' | 'AAAA';

export interface DnsServer {
  /** `127.0.0.1:PORT`, as resolvers take it. */
  readonly address: string;
  /** How often a name was asked for. */
  queries(name: string, type: DnsRecordType): number;
  readonly close: () => Promise<void>;
}

const NAME_ERROR = 3; // RCODE of RFC 1035 section 4.1.1

/** A real DNS server on loopback, UDP, that asks `answer` afresh at each query. */
export async function startDnsServer(
  answer: (name: string, type: DnsRecordType) => DnsReply,
): Promise<DnsServer> {
  const counts = new Map<string, number>();
  const socket = createSocket('udp4');

  socket.on('message', (message, peer) => {
    const query = decode(message);
    const [question] = query.questions ?? [];
    if (question?.type !== 'A' && question?.type !== 'AAAA') return;
    const { name, type } = question;
    const key = `${type} ${name}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
    const reply = answer(name, type);
    if (reply === 'silence') return;
    const packet: Packet = {
      type: 'response',
      id: query.id ?? 0,
      flags: reply === 'no-such-name' ? NAME_ERROR : 0,
      questions: [question],
      answers:
        reply === 'no-such-name'
          ? []
          : reply.map((data): Answer => ({ type, name, class: 'IN', ttl: 60, data })),
    };
    socket.send(encode(packet), peer.port, peer.address);
  });

  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  return {
    address: `127.0.0.1:${port}`,
    queries: (name, type) => counts.get(`${type} ${name}`) ?? 0,
    close: async () => {
      socket.close();
      await once(socket, 'close');
    },
  };
}
