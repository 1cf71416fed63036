import { type Loan, lendingFault } from '@jinqiao/lending';
import { type Programme, partnershipFault } from '@jinqiao/partnership';
import type { FastifyRequest } from 'fastify';
import { programmesOfPartner } from '../partners.ts';
import { READERS, WHOLE_HOUSE } from '../permissions.ts';
import type { Caller } from '../sessions.ts';
import { callerOf } from './caller.ts';
import type { HttpContext } from './context.ts';

/** The programmes that the person who asks sees: all, those named, and those of the partners named. */
export async function programmesSeenBy(context: HttpContext, request: FastifyRequest): Promise<readonly Programme[]> {
  const joint = await context.system.joint();
  const scopes = callerOf(request).scopes ?? [];
  if (scopes.includes(WHOLE_HOUSE)) return joint.programmes;
  const ofPartners = new Set(scopes.flatMap((scope) => (scope.startsWith('partner:') ? programmesOfPartner(joint, scope.slice(8)) : [])));
  return joint.programmes.filter((programme) => ofPartners.has(programme) || scopes.includes(`product:${programme.id}`));
}

/** Whether somebody reads what is of the whole house and of no programme, such as what a close summed up. */
export function readsWholeHouse({ role, scopes }: Caller): boolean {
  return READERS.some((reader) => reader === role) && scopes?.includes(WHOLE_HOUSE) === true;
}

/** One that is not seen is as unknown as one that does not exist. @throws Fault PROGRAMME_UNKNOWN. */
export async function programmeSeenBy(context: HttpContext, request: FastifyRequest, programmeId: string): Promise<Programme> {
  const found = (await programmesSeenBy(context, request)).find(({ id }) => id === programmeId);
  if (!found) throw partnershipFault('PROGRAMME_UNKNOWN', { id: programmeId });
  return found;
}

/** @throws Fault LOAN_UNKNOWN for a loan of a programme that is not seen. */
export async function requireSeen(context: HttpContext, request: FastifyRequest, loan: Loan): Promise<void> {
  const seen = await programmesSeenBy(context, request);
  if (!seen.some(({ id }) => id === loan.programmeId)) throw lendingFault('LOAN_UNKNOWN', { id: loan.loanId });
}
