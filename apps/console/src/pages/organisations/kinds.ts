export const ORGANISATION_KINDS = ['company', 'bank', 'payment-institution', 'guarantor', 'merchant', 'fund-company', 'public-body'] as const;
