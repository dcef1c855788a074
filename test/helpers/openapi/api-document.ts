import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/** An answer that a client got. */
export interface Answered {
  readonly method: string;
  /** With or without a query. */
  readonly path: string;
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

type Json = Record<string, unknown>;

/** Paths that are not part of the API: the page and its files. */
const NO_API = /^\/(?:$|docs$|assets\/)/;

/** Statuses that any path may answer with, whatever the document says: nothing is there, or not so. */
const OF_ANY_PATH = [204, 304, 400, 401, 403, 404, 405, 408, 429, 431];

/** Holds answers to an OpenAPI document. */
export class ApiDocument {
  private readonly ajv = new Ajv2020({
    strict: true,
    allowUnionTypes: true,
    validateFormats: true,
  });
  private readonly validators = new Map<string, ValidateFunction>();

  constructor(private readonly document: Json) {
    addFormats.default(this.ajv);
    this.ajv.addFormat('binary', true);
    // Keywords of OpenAPI around its schemas.
    this.ajv.addVocabulary(['openapi', 'info', 'servers', 'paths', 'components']);
    this.ajv.addSchema(document, 'api');
  }

  /** @returns what is wrong with an answer; undefined if nothing is */
  problem(answer: Answered): string | undefined {
    const path = answer.path.replace(/\?.*/s, '');
    if (NO_API.test(path)) return undefined;
    const pointer = this.operation(path, answer.method);
    const found =
      pointer !== undefined && this.at(`${pointer}/responses/${answer.status}`) !== undefined
        ? this.bodyProblem(answer, `${pointer}/responses/${answer.status}`)
        : this.problemOfAnyPath(answer);
    return found && `${answer.method} ${path} → ${answer.status}: ${found}\n${answer.body}`;
  }

  /** @returns what is wrong with a value for a schema of the document */
  schemaProblem(pointer: string, value: unknown): string | undefined {
    let validate = this.validators.get(pointer);
    if (validate === undefined) {
      validate = this.ajv.compile({ $ref: `api#${encodeURI(pointer)}` });
      this.validators.set(pointer, validate);
    }
    return validate(value) ? undefined : this.ajv.errorsText(validate.errors);
  }

  /** The part of the document at a JSON Pointer. */
  at(pointer: string): unknown {
    let value: unknown = this.document;
    for (const token of pointer.split('/').slice(1)) {
      if (typeof value !== 'object' || value === null) return undefined;
      value = (value as Json)[token.replace(/~1/g, '/').replace(/~0/g, '~')];
    }
    return value;
  }

  /** The pointer of the operation that a path and a method stand for. */
  operation(path: string, method: string): string | undefined {
    const name = (method === 'HEAD' ? 'GET' : method).toLowerCase();
    for (const [template, item] of Object.entries(this.at('/paths') as Record<string, Json>)) {
      const pattern = template.replace(/[.+]/g, '\\$&').replace(/\{[^}]+\}/g, '[^/]+');
      if (!new RegExp(`^${pattern}$`).test(path) || item[name] === undefined) continue;
      return `/paths/${template.replace(/\//g, '~1')}/${name}`;
    }
    return undefined;
  }

  private bodyProblem({ method, contentType, body }: Answered, pointer: string) {
    const mediaType = contentType.replace(/\s*;.*/, '');
    const content = `${pointer}/content/${mediaType.replace(/\//g, '~1')}`;
    if (this.at(content) === undefined) return `the type ${mediaType} is not in the document`;
    if (method === 'HEAD' || this.at(`${content}/schema`) === undefined) return undefined;
    return this.schemaProblem(
      `${content}/schema`,
      mediaType === 'application/json' ? JSON.parse(body) : body,
    );
  }

  private problemOfAnyPath({ method, path, status, body }: Answered): string | undefined {
    if (!OF_ANY_PATH.includes(status)) return 'the status is not in the document';
    if (method === 'HEAD' || status < 400) return undefined;
    const schema = /^\/v2(?:[/?]|$)/.test(path) ? 'InferenceError' : 'Error';
    return this.schemaProblem(`/components/schemas/${schema}`, JSON.parse(body));
  }
}
