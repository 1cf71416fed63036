import type { BusinessDate } from '@jinqiao/calendar';
import type { PortfolioContext } from '@jinqiao/lending';
import type { Clock } from '@jinqiao/runtime';
import type { Institution } from '@jinqiao/wire';
import type { Programme } from './programme.ts';

/** The institutions' own days. The sandbox moves with the close; real institutions keep their own clocks and this does nothing. */
export type InstitutionDays = {
  open(date: BusinessDate, workingDay: boolean): Promise<void>;
  end(date: BusinessDate, workingDay: boolean): Promise<void>;
};

/** What the joint loan needs around it: programmes, partners, and the partners' days. */
export type JointLoan = {
  readonly programmes: readonly Programme[];
  /** The installation's own bank, which keeps the accounts outside of programmes too. */
  readonly bank: Institution;
  /** Every bank that funds programmes. */
  readonly banks: readonly Institution[];
  readonly payment: Institution;
  readonly days: InstitutionDays;
  readonly clock: Clock;
  /** Lines of partners' files are checked by the gateway; it hands over rows by the names of the layout's fields. */
  readonly readFile: (
    layout: { readonly name: string; readonly fields: readonly string[]; readonly sumOf: string },
    content: string,
    digest: string,
    expected: { readonly institution: string; readonly date: string },
  ) => readonly Readonly<Record<string, string>>[];
  readonly writeFile: (
    layout: { readonly name: string; readonly fields: readonly string[]; readonly sumOf: string },
    date: string,
    rows: readonly Readonly<Record<string, string>>[],
  ) => string;
};

/** The bank that funds a programme. */
export function bankOf(joint: JointLoan, { id, bankId }: Pick<Programme, 'id' | 'bankId'>): Institution {
  const found = joint.banks.find((bank) => bank.id === bankId);
  if (!found) throw new TypeError(`programme ${id} is funded by ${bankId}, which is not a partner`);
  return found;
}

export function portfolioContext(joint: JointLoan): PortfolioContext {
  const byId = new Map(joint.programmes.map((programme) => [programme.id, programme]));
  return {
    of: (programmeId) => {
      const programme = byId.get(programmeId);
      if (!programme) throw new TypeError(`no programme ${programmeId}`);
      return programme;
    },
  };
}

/** How many loans or collections one transaction of the close takes. */
export const CHUNK = 5_000;
