/** Portfolio risk over all credit products. */
export {};
