import type { Problem } from '@jinqiao/api';

export type Query = Record<string, string | number | undefined>;
const BASE = '/api/v1';

/** A refusal of the server, or the lack of an answer (`status` 0). */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

/** Whether the server decided against the request: it had no effect. */
export function isRefusal({ problem }: ApiError): boolean {
  return problem.status >= 400 && problem.status < 500;
}

function unreachable(): ApiError {
  return new ApiError({
    type: 'about:blank',
    title: 'Unreachable',
    status: 0,
    code: 'SERVER_UNREACHABLE',
    detail: 'The server did not answer. Check that it runs, then try again.',
    detailZh: '服务器没有应答。请确认服务正在运行，然后重试。',
  });
}

function unexpected(response: Response): ApiError {
  return new ApiError({
    type: 'about:blank',
    title: response.statusText,
    status: response.status,
    code: `HTTP_${response.status}`,
    detail: `The server answered ${response.status} without an explanation.`,
    detailZh: `服务器返回 ${response.status}，未附说明。`,
  });
}

function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'code' in value && 'detailZh' in value;
}

async function send<T>(path: string, init: RequestInit): Promise<T> {
  const response = await fetch(BASE + path, { credentials: 'same-origin', ...init }).catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw unreachable();
  });
  if (response.status === 204) return undefined as T;
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) return body as T;
  throw isProblem(body) ? new ApiError(body) : unexpected(response);
}

export function withQuery(path: string, query: Query): string {
  const entries = Object.entries(query).filter((entry): entry is [string, string | number] => entry[1] !== undefined && entry[1] !== '');
  return entries.length === 0 ? path : `${path}?${new URLSearchParams(entries.map(([key, value]) => [key, String(value)]))}`;
}

export function read<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
  return send<T>(withQuery(path, query), { method: 'GET', ...(signal && { signal }) });
}

/** A command. The same `key` sent again has the effect of one command. */
export function write<T>(method: 'POST' | 'DELETE', path: string, key: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { 'Idempotency-Key': key };
  if (body === undefined) return send<T>(path, { method, headers });
  return send<T>(path, { method, headers: { ...headers, 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
}

/** A question with a body. It changes nothing, so it needs no key. */
export function ask<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  return send<T>(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body), ...(signal && { signal }) });
}
