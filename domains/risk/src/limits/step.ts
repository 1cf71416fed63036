import type { Step, StepContext } from '@jinqiao/business-day';
import { type BusinessDate, businessDate, endOfMonth } from '@jinqiao/calendar';
import type { Tx } from '@jinqiao/database';
import { divide, RATE_ONE } from '@jinqiao/money';
import { derivedId } from '@jinqiao/runtime';
import { monthEndBefore } from '../measures/months.ts';
import type { LimitProposal, LinePort, RiskLine } from './model.ts';
import { type CustomerMonth, customerMonths, insertProposals } from './store.ts';
import { type Behaviour, proposalFor, type Strategy, strategyOn } from './strategy.ts';

const CHUNK = 2_000;

/** Month-ends that behaviour looks back on. */
const MONTHS = 6;

/** On a month's last day: what the strategy proposes for each line whose customer has borrowed. */
export function proposeLimitsStep(ports: readonly LinePort[], chunk = CHUNK): Step {
  return {
    name: 'limit-proposals',
    run: async (context) => {
      const on = businessDate(context.date);
      if (on !== endOfMonth(on)) return;
      const strategy = strategyOn(on);
      for (const port of ports) await proposeFor(context, port, strategy, on, chunk);
    },
  };
}

/** Lines do not change while a day is closed, so chunks are the same on every run, and one that is done is passed over. */
async function proposeFor(context: StepContext, port: LinePort, strategy: Strategy, on: BusinessDate, limit: number): Promise<void> {
  for (let after: RiskLine | null = null; ; ) {
    const lines: RiskLine[] = await port.read(context.db, { after, limit });
    if (lines.length === 0) return;
    after = lines.at(-1) as RiskLine;
    await context.once(`${port.product} ${after.lineId}`, async (tx) => {
      const proposals = await proposalsFor(tx, port, strategy, lines, on);
      await insertProposals(tx, proposals);
      context.count({ proposals: proposals.length });
    });
  }
}

async function proposalsFor(tx: Tx, port: LinePort, strategy: Strategy, lines: readonly RiskLine[], on: BusinessDate): Promise<LimitProposal[]> {
  const months = await customerMonths(tx, lines, port, monthEndBefore(on, MONTHS - 1), on);
  return lines.flatMap((line) => {
    const behaviour = behaviourOf(line, months.get(`${line.customerId} ${line.scope}`) ?? [], on);
    const change = behaviour && proposalFor(strategy, line.limit, behaviour);
    if (!behaviour || !change) return [];
    const { currentDpd: _, ...known } = behaviour;
    return [
      {
        ...line,
        ...known,
        ...change,
        proposalId: derivedId('lmp', line.bucket, `${line.lineId} ${on}`),
        asOf: on,
        limitFrom: line.limit,
        state: 'proposed' as const,
        batchId: null,
        note: null,
      },
    ];
  });
}

/** @param months of the customer under the line, newest first. @returns undefined where nothing was borrowed in the time looked at. */
export function behaviourOf(line: Pick<RiskLine, 'limit'>, months: readonly CustomerMonth[], on: string): Behaviour | undefined {
  const [newest] = months;
  if (!newest || line.limit <= 0n) return undefined;
  const now = newest.asOf === on ? newest : undefined;
  const late = months.findIndex((month) => month.dpd > 0);
  return {
    grade: newest.grade,
    utilisation: divide((now?.outstanding ?? 0n) * RATE_ONE, line.limit, 'half-up'),
    onTimeMonths: late < 0 ? months.length : late,
    currentDpd: now?.dpd ?? 0,
    worstDpd: Math.max(...months.map((month) => month.dpd)),
  };
}
