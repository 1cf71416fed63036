import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database, Tx } from '@jinqiao/database';
import { isFault } from '@jinqiao/errors';
import { createReceiver, type Handler, type KeyPair, type MessageContext } from '@jinqiao/gateway';
import type { Clock } from '@jinqiao/runtime';
import type { Operation } from '@jinqiao/wire';
import type { z } from 'zod';
import { createFaultBox, type FaultBox, type FaultKind } from './faults.ts';

export type InstitutionSetup = {
  readonly id: string;
  readonly keys: KeyPair;
  readonly peers: ReadonlyMap<string, string>;
  readonly clock: Clock;
  readonly db: Database;
  readonly schema: string;
  readonly port: number;
};

export type RunningInstitution = { readonly id: string; readonly url: string; readonly faults: FaultBox; stop(): Promise<void> };

/** Binds an operation of the protocol to what the institution does. */
export function answering<Q extends z.ZodType, A extends z.ZodType>(
  operation: Operation<Q, A>,
  handle: (tx: Tx, body: z.output<Q>, context: MessageContext) => Promise<z.output<A>>,
): [string, Handler] {
  return [operation.name, { request: operation.request, readOnly: operation.readOnly, handle: handle as Handler['handle'] }];
}

/** What the sandbox can be told outside the protocol. Bodies are small JSON objects. */
export type Controls = Readonly<Record<string, (body: Readonly<Record<string, unknown>>) => Promise<unknown>>>;

/** Starts an institution: the signed gateway and the sandbox's controls. `books` is what it says of itself. Listens on 127.0.0.1 only. */
export async function startInstitution(
  setup: InstitutionSetup,
  operations: readonly [string, Handler][],
  faults: FaultBox,
  controls: Controls,
  books: () => Promise<object> = async () => ({}),
): Promise<RunningInstitution> {
  const receive = createReceiver({
    self: setup.id,
    keys: setup.keys,
    peers: setup.peers,
    clock: setup.clock,
    db: setup.db,
    schema: setup.schema,
    operations: new Map(operations),
    beforeAnswer: (operation) => (faults.take('timeout-after-effect', operation) ? 'drop' : 'send'),
  });
  const all: Controls = {
    ...controls,
    faults: async (body) => {
      faults.inject(body.kind as FaultKind, Number(body.times ?? 1), typeof body.operation === 'string' ? body.operation : undefined);
      return faults.pending();
    },
    state: async () => ({ id: setup.id, faults: faults.pending(), ...(await books()) }),
  };
  const server = createServer((request, response) => {
    serve(request, response, receive, all, faults).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(setup.port, '127.0.0.1', resolve);
  });
  return { id: setup.id, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, faults, stop: () => stopServer(server) };
}

const SLOW_MS = 250;

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  receive: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
  controls: Controls,
  faults: FaultBox,
): Promise<void> {
  const url = request.url ?? '';
  if (url.startsWith('/gateway/v1/')) {
    if (faults.take('down', url.slice('/gateway/v1/'.length))) {
      request.socket.destroy();
      return;
    }
    if (faults.take('slow', url.slice('/gateway/v1/'.length))) await sleep(SLOW_MS);
    return receive(request, response);
  }
  const control = controls[url.replace('/control/', '')];
  if (!control) {
    response.writeHead(404).end();
    return;
  }
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  const text = Buffer.concat(parts).toString('utf8');
  try {
    const answer = await control(text === '' ? {} : JSON.parse(text));
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer ?? {}));
  } catch (error) {
    const { code, en, zh } = isFault(error) ? error : { code: 'CONTROL_FAILED', en: String(error), zh: '控制指令失败' };
    response.writeHead(isFault(error) ? error.status : 500, { 'content-type': 'application/json' }).end(JSON.stringify({ code, en, zh }));
  }
}

function stopServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

export { createFaultBox };
