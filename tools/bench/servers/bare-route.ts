/** A child process: a minimal Koa service with this route. It answers with a constant. */
import Router from '@koa/router';
import Koa from 'koa';
import bodyParser from 'koa-bodyparser';
import { createServer } from 'node:http';
import { sayPort } from './say-port.js';

const app = new Koa();
const router = new Router();
router.post('/classify-image', (context) => {
  context.body = { classification: 'tabby', confidence: '0.864', processing_time: '0.000' };
});
app.use(bodyParser()).use(router.routes()).use(router.allowedMethods());

const handle = app.callback();
sayPort(createServer((request, response) => void handle(request, response)));
