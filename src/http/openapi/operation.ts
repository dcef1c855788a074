import type { z } from 'zod';
import type { ErrorCode } from '../../errors.js';
import type { Route } from '../route.js';

/** What the API's document says about one route. */
export interface Operation {
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  readonly access: Route['access'];
  /** Parameters of the path, in braces there. */
  readonly parameters?: Readonly<Record<string, z.ZodType>>;
  /** Optional headers of the request, with what they say. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Optional parameters of the query: the schemas that validate them. */
  readonly query?: Readonly<Record<string, z.ZodType>>;
  readonly body?: readonly Content[];
  readonly answer: Answer;
  /** What an example request needs of curl beside the URL; nothing if undefined. */
  readonly curl?: CurlExample;
  /** The body of an error. Without it, that of the API. */
  readonly errorSchema?: z.ZodType;
  /** Of its own: those that any request may have are added. */
  readonly errors: readonly ErrorCode[];
}

export interface CurlExample {
  /** Without quotes. */
  readonly arguments: string;
  readonly note?: string;
}

/** What a request or an answer may be. */
export interface Content {
  readonly mediaType: string;
  /** Of a registry; without it, bytes. */
  readonly schema?: z.ZodType;
  readonly examples?: Readonly<Record<string, unknown>>;
}

/** An answer with status 200. */
export interface Answer {
  readonly description: string;
  readonly content: readonly Content[];
  /** Headers of its own, with what they say. */
  readonly headers?: Readonly<Record<string, string>>;
}
