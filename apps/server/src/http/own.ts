import { bucketOfId } from '@jinqiao/database';
import { type Loan, lendingFault, loansOfCustomer } from '@jinqiao/lending';
import { partiesFault } from '@jinqiao/parties';
import { type Programme, partnershipFault } from '@jinqiao/partnership';
import type { FastifyRequest } from 'fastify';
import { callerOf } from './caller.ts';
import type { HttpContext } from './context.ts';

export type Who = { readonly customerId: string; readonly bucket: number };

/** The customer who is signed in. */
export async function customer(_context: HttpContext, request: FastifyRequest): Promise<Who> {
  const { customerId } = callerOf(request);
  const bucket = bucketOfId(customerId ?? '');
  if (!customerId || bucket === undefined) throw partiesFault('CUSTOMER_UNKNOWN', { id: customerId ?? '' });
  return { customerId, bucket };
}

/** The programme that customers of this installation draw under for their own use: its first. */
export async function ownProgramme(context: HttpContext): Promise<Programme> {
  const programme = (await context.system.joint()).programmes.find(({ use }) => use === 'own-use');
  if (!programme) throw partnershipFault('PROGRAMME_UNKNOWN', { id: '' });
  return programme;
}

export async function ownLoan(context: HttpContext, who: Who, loanId: string): Promise<Loan> {
  const found =
    bucketOfId(loanId) === who.bucket
      ? (await loansOfCustomer(context.system.db, who.bucket, who.customerId)).find((loan) => loan.loanId === loanId)
      : undefined;
  // Another customer's loan is as unknown as one that does not exist.
  if (!found) throw lendingFault('LOAN_UNKNOWN', { id: loanId.slice(0, 40) });
  return found;
}
