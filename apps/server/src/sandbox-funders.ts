import { JOINT_LOAN_DEFAULTS, openProgramme, type Programme, type ProgrammeParameters } from '@jinqiao/partnership';
import type { System } from './system.ts';

/**
 * Under the rules of today the platform may not guarantee by itself: a company with the licence does, and its risk is the
 * platform's own, as in the pattern. Customers are debited through the clearing house, the bank decides its limit.
 */
const STANDING = {
  operatorEntity: 'platform',
  guarantorEntity: 'songheng',
  paymentEntity: 'payment',
  bureauEntity: 'bureau',
  clearingRoute: 'clearing-house',
  onBankList: true,
  insideRegion: true,
  smallAndAgriGuarantor: false,
  signsOnPlatform: false,
} as const;

/** What the sandbox's banks have in common; every figure is ours. */
const CARD_PAY_OFF: Omit<ProgrammeParameters, 'name' | 'nameZh' | 'rate' | 'bankFixedRate'> = {
  ...JOINT_LOAN_DEFAULTS,
  profile: 'CN_CURRENT',
  use: 'card-pay-off',
  bankDecidesLimit: true,
  cap: '5000000',
  minAmount: '50000',
  maxPeriods: 12,
  settlementOpening: '10000000000',
};

type Funder = { readonly id: string; readonly parameters: ProgrammeParameters };

/** The first bank lends everywhere, the city banks inside their regions only and for less; Yunzhou is the cheapest, and has the least to lend. */
export const SANDBOX_FUNDERS: readonly Funder[] = [
  {
    id: 'PO-LANHAI',
    parameters: {
      ...CARD_PAY_OFF,
      name: 'Card pay-off · Lantau Harbour Bank',
      nameZh: '替还信用卡·澜海银行',
      fundingBank: 'bank',
      rate: { base: 'LPR1Y', spread: { kind: 'bp', value: 600 } },
      bankFixedRate: '0.0600',
      bankAge: { from: 20, to: 55 },
      standing: { ...STANDING, lenderEntity: 'bank', localBank: false },
      routing: {
        region: [],
        dayQuota: '200000000',
        totalQuota: '5000000000',
        customerLimit: '5000000',
        score: { from: 520, to: 999 },
        most: '5000000',
        periods: [3, 6, 12],
      },
    },
  },
  {
    id: 'PO-XIHE',
    parameters: {
      ...CARD_PAY_OFF,
      name: 'Card pay-off · Xihe Bank',
      nameZh: '替还信用卡·曦和银行',
      fundingBank: 'xihe',
      rate: { base: 'LPR1Y', spread: { kind: 'bp', value: 450 } },
      bankFixedRate: '0.0500',
      bankAge: { from: 22, to: 50 },
      standing: { ...STANDING, lenderEntity: 'xihe', localBank: true },
      routing: {
        region: ['31', '32', '33'],
        dayQuota: '50000000',
        totalQuota: '1000000000',
        customerLimit: '5000000',
        score: { from: 570, to: 999 },
        most: '3000000',
        periods: [6, 12],
      },
    },
  },
  {
    id: 'PO-YUNZHOU',
    parameters: {
      ...CARD_PAY_OFF,
      name: 'Card pay-off · Yunzhou Bank',
      nameZh: '替还信用卡·云州银行',
      fundingBank: 'yunzhou',
      rate: { base: 'LPR1Y', spread: { kind: 'bp', value: 396 } },
      bankFixedRate: '0.0460',
      bankAge: { from: 22, to: 50 },
      standing: { ...STANDING, lenderEntity: 'yunzhou', localBank: true },
      routing: {
        region: ['33', '44', '51'],
        dayQuota: '30000000',
        totalQuota: '500000000',
        customerLimit: '5000000',
        score: { from: 570, to: 999 },
        most: '2000000',
        periods: [3, 6, 12],
      },
    },
  },
];

/** Opens the programmes of card pay-off at the sandbox's banks; one that is open stays as it is. */
export async function openSandboxFunders(system: System, on: string): Promise<Programme[]> {
  const { banks } = await system.joint();
  const opened: Programme[] = [];
  for (const { id, parameters } of SANDBOX_FUNDERS) {
    const partner = banks.find((bank) => bank.id === parameters.fundingBank);
    if (partner) opened.push(await openProgramme(system.db, partner, id, parameters, on));
  }
  return opened;
}
