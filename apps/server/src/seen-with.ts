import { createHmac, randomBytes } from 'node:crypto';
import type { Attribute } from '@jinqiao/credit';
import { recordSightings } from '@jinqiao/credit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isLoopback, networkOf } from './code-addresses.ts';
import type { System } from './system.ts';

/** Names a browser, so that many customers on one device are seen. It says nothing of who uses it. */
const DEVICE_COOKIE = 'jq_device';
const DEVICE = /^[\w-]{22}$/;
const YEAR_SECONDS = 365 * 86_400;

export type SeenWith = Readonly<Partial<Record<Extract<Attribute, 'device' | 'address'>, string>>>;

/** The device and network of a request as keyed digests. This machine itself, past no proxy, is no network of anybody. */
export function seenWith({ keys }: Pick<System, 'keys'>, request: FastifyRequest, device = deviceOf(request)): SeenWith {
  const digest = (what: string) => createHmac('sha256', keys.vault).update(`seen with ${what}`).digest('hex');
  return {
    ...(device === undefined ? {} : { device: digest(`device ${device}`) }),
    ...(isLoopback(request.ip) ? {} : { address: digest(`address ${networkOf(request.ip)}`) }),
  };
}

/** Keeps what a customer signs in with; a browser without a name is given one. */
export async function noteSignIn(
  system: Pick<System, 'db' | 'keys'>,
  request: FastifyRequest,
  reply: FastifyReply,
  who: { readonly bucket: number; readonly customerId: string },
  on: string,
): Promise<void> {
  const known = deviceOf(request);
  const device = known ?? randomBytes(16).toString('base64url');
  if (!known) void reply.setCookie(DEVICE_COOKIE, device, { httpOnly: true, sameSite: 'strict', path: '/', maxAge: YEAR_SECONDS });
  const seen = Object.entries(seenWith(system, request, device)) as [Attribute, string][];
  await recordSightings(
    system.db,
    seen.map(([attribute, digest]) => ({ ...who, attribute, digest, subject: '', seenOn: on })),
  );
}

function deviceOf(request: FastifyRequest): string | undefined {
  const device = request.cookies[DEVICE_COOKIE];
  return device !== undefined && DEVICE.test(device) ? device : undefined;
}
