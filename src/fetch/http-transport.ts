import http from 'node:http';
import https from 'node:https';

type OnResponse = (response: http.IncomingMessage) => void;

/**
 * Makes the requests of axios. Node.js hands out a 101 (Switching Protocols) as `upgrade`, which
 * axios does not listen for, so that such a request would never end.
 */
export const HTTP_TRANSPORT = {
  request(options: https.RequestOptions, onResponse: OnResponse): http.ClientRequest {
    const { request } = options.protocol === 'https:' ? https : http;
    return request(options, onResponse).once('upgrade', onResponse);
  },
};
