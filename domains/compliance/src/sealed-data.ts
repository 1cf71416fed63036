/** Columns of compliance that lie sealed, so that they can be sealed anew under another key. */
export const SEALED_SUBJECTS = { table: 'compliance.screening_subject', row: 'customer_id', columns: ['name_sealed', 'birth_sealed'] } as const;
export const SEALED_REPORTS = { table: 'compliance.aml_report', row: 'report_id', columns: ['content_sealed'] } as const;
