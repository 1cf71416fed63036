/** Pay-later: trade credit and micro-loans for purchases, billed by the month. */
export {};
