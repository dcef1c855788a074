import { clientAddress } from '../../access/client-address.js';
import { SETTINGS, type Settings } from '../../settings/index.js';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { RouterContext } from '@koa/router';
import { inject, injectable } from 'tsyringe';
import type { ServiceError } from '../../errors.js';
import { printablePath } from '../../telemetry/printable.js';
import {
  type Arrival,
  CLIENT_GONE,
  type RequestRecord,
  TOO_MANY_PIPELINED,
} from '../../telemetry/request-record.js';
import { RequestTelemetry } from '../../telemetry/request-telemetry.js';
import { parseTraceParent } from '../../telemetry/tracing/trace-parent.js';
import type { Context } from '../context.js';
import { requestId } from '../requests/request-id.js';

/** What a request has come to when it is over; a client may hang up at any time before. */
type Handled = Pick<Context, 'req' | 'state'> &
  Partial<Pick<RouterContext, '_matchedRoute' | 'matched'>>;

interface UnderWay {
  readonly record: RequestRecord;
  ctx?: Handled;
}

/** A request keeps its own record: a WeakMap of young objects makes each garbage collection dearer. */
const UNDER_WAY = Symbol('UnderWay');
type Observed = IncomingMessage & { [UNDER_WAY]?: UnderWay };

/** Keeps a record of each request, and reports it when the request is over, whatever became of it. */
@injectable()
export class RequestObserver {
  private readonly trustedProxies: number;

  constructor(
    @inject(RequestTelemetry) private readonly telemetry: RequestTelemetry,
    @inject(SETTINGS) { access }: Settings,
  ) {
    this.trustedProxies = access.trustedProxies;
  }

  /** Starts the record of a request that will be handled. Its end is that of its response. */
  arrived(request: IncomingMessage): void {
    (request as Observed)[UNDER_WAY] = { record: this.telemetry.arrived(arrivalOf(request)) };
  }

  /** The record of a request that has arrived and is now handled. */
  handled(ctx: Handled): RequestRecord {
    const underWay = (ctx.req as Observed)[UNDER_WAY];
    if (underWay === undefined) throw new Error('the request was not announced');
    underWay.ctx = ctx;
    return underWay.record;
  }

  /** The response's connection has taken it, or is closed. */
  ended(response: ServerResponse): void {
    const underWay = (response.req as Observed)[UNDER_WAY];
    if (underWay === undefined) return;
    const { record, ctx } = underWay;
    if (ctx !== undefined && ctx.state.client === undefined && this.trustedProxies > 0)
      record.clientAddress = clientAddress(response.req, this.trustedProxies);
    if (ctx !== undefined) complete(record, ctx);
    if (response.writableFinished) record.status = response.statusCode;
    else if (record.status === undefined) record.errorCode = CLIENT_GONE;
    this.telemetry.finished(record);
  }

  /** A request that is dropped because too many are waiting in its connection. */
  dropped(request: IncomingMessage): void {
    const record = this.telemetry.arrived(arrivalOf(request));
    record.errorCode = TOO_MANY_PIPELINED;
    this.telemetry.finished(record);
  }

  /**
   * A connection that is answered with an error instead of a handled request.
   *
   * @param request if its headers had arrived
   * @returns the id of the request
   */
  refused(socket: Duplex, { code, status }: ServiceError, request?: IncomingMessage): string {
    const known = request && (request as Observed)[UNDER_WAY]?.record;
    const record =
      known ?? this.telemetry.arrived(request ? arrivalOf(request) : arrivalOn(socket));
    if (socket.writable) record.status = status;
    record.errorCode = code;
    // The record of a request under way is reported when its response closes.
    if (known === undefined) this.telemetry.finished(record);
    return record.arrival.id;
  }
}

function arrivalOf({ method, url = '', headers, socket }: IncomingMessage): Arrival {
  const query = url.indexOf('?');
  return {
    id: requestId(headers['x-request-id']),
    method,
    path: printablePath(query < 0 ? url : url.slice(0, query)),
    address: plainAddress(socket.remoteAddress),
    traceParent: parseTraceParent(headers['traceparent']),
  };
}

function complete(record: RequestRecord, { state, _matchedRoute, matched }: Handled): void {
  if (state.client !== undefined) {
    record.userName = state.client.name;
    record.clientAddress = state.client.address;
  }
  // A path that is there, asked by a method that it does not take, has only `matched`.
  const route = _matchedRoute ?? matched?.[0]?.path;
  if (route !== undefined) record.route = String(route);
}

/** Of what is no HTTP. */
function arrivalOn(socket: Duplex): Arrival {
  const address = socket instanceof Socket ? socket.remoteAddress : undefined;
  return { id: requestId(undefined), address: plainAddress(address) };
}

/** Without a zone, and IPv4 as such: a socket that listens on IPv6 shows it as `::ffff:192.0.2.1`. */
function plainAddress(address: string | undefined): string | undefined {
  return address?.replace(/^::ffff:(?=\d+\.)|%.*$/g, '');
}
