/** Dunning 催收: who works on overdue contracts, how they may be contacted, and what is agreed. */
export {};
