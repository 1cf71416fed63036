import type { Share } from './ratio.ts';

type Provided = { readonly allowance: bigint; readonly npl: bigint; readonly outstanding: bigint };

/** Coverage ratio 拨备覆盖率: provisions ÷ non-performing balance. The regulator asks for 120 to 150 %. */
export function coverageRatio({ allowance, npl }: Provided): Share {
  return { part: allowance, whole: npl };
}

/** Loan provision ratio 贷款拨备率: provisions ÷ all loans. The regulator asks for 1.5 to 2.5 %. */
export function loanProvisionRatio({ allowance, outstanding }: Provided): Share {
  return { part: allowance, whole: outstanding };
}

/** NPL ratio 不良率: (substandard + doubtful + loss) ÷ all loans. */
export function nplRatio({ npl, outstanding }: Provided): Share {
  return { part: npl, whole: outstanding };
}
