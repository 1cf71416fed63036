import type { FastifyRequest } from 'fastify';
import { serverFault } from '../errors.ts';
import type { Caller } from '../sessions.ts';

const callers = new WeakMap<FastifyRequest, Caller>();
const changes = new WeakMap<FastifyRequest, Change>();

/** What a command did to which object, for the trail. */
export type Change = { readonly object: string; readonly before?: unknown; readonly after?: unknown };

export function setCaller(request: FastifyRequest, caller: Caller): void {
  callers.set(request, caller);
}

export function callerIfAny(request: FastifyRequest): Caller | undefined {
  return callers.get(request);
}

/** Who asks; the table of permissions has let them through. @throws Fault NOT_SIGNED_IN on a route that is open to all. */
export function callerOf(request: FastifyRequest): Caller {
  const caller = callers.get(request);
  if (!caller) throw serverFault('NOT_SIGNED_IN');
  return caller;
}

/** Says which object a command changed, and what it was before and is after. Without it the trail keeps the id of the address and the answer. */
export function noteChange(request: FastifyRequest, change: Change): void {
  changes.set(request, change);
}

export function notedChange(request: FastifyRequest): Change | undefined {
  return changes.get(request);
}
