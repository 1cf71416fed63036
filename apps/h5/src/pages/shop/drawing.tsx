/** Line drawings on a field of 48 by 48, by article. */
const DRAWINGS: Readonly<Record<string, string>> = {
  'BH-1001': 'M16 5h16a2 2 0 0 1 2 2v34a2 2 0 0 1-2 2H16a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2zM21 9h6M22 39h4',
  'BH-1002': 'M8 9h32a2 2 0 0 1 2 2v26a2 2 0 0 1-2 2H8a2 2 0 0 1-2-2V11a2 2 0 0 1 2-2zM37 24h.01M11 14h21v20H11z',
  'BH-1003': 'M8 28v-5a16 16 0 0 1 32 0v5M8 27h5v12h-3a2 2 0 0 1-2-2zM40 27h-5v12h3a2 2 0 0 0 2-2z',
  'BH-2001': 'M8 20h32v16a5 5 0 0 1-5 5H13a5 5 0 0 1-5-5zM10 20a14 10 0 0 1 28 0M24 10V7M18 31h12M5 26h3M40 26h3',
  'BH-2002': 'M15 6h18a3 3 0 0 1 3 3v30a3 3 0 0 1-3 3H15a3 3 0 0 1-3-3V9a3 3 0 0 1 3-3zM18 12h12M18 17h12M24 25a6 6 0 1 0 0 12 6 6 0 0 0 0-12zM24 31h.01',
  'BH-2003': 'M14 42h20M24 42V30M24 30l-9-13M12 19l8-11 12 9-9 5zM30 22l4 6',
  'YZ-0101': 'M8 16a16 5 0 0 1 32 0 16 5 0 0 1-32 0M12 19l-2 23M36 19l2 23M24 21v21',
  'YZ-0102': 'M6 38V14M6 30h36v8M42 30v-5a5 5 0 0 0-5-5H20v10M9 25a4 4 0 1 0 8 0 4 4 0 0 0-8 0z',
  'QC-0201': 'M24 9L5 40h38zM24 9v-3M24 22l-8 18M24 22l8 18',
  'QC-0202': 'M18 7l-8 5-5 20 6 2 2-8v16h22V26l2 8 6-2-5-20-8-5a6 6 0 0 1-12 0zM24 13v29M13 24h22M13 33h22',
  'ML-0301': 'M9 7h9v34H9zM18 9h9v32h-9zM28 12l8-2 6 30-8 2zM9 14h9M18 16h9M30 18l8-2',
  'ML-0302': 'M14 5v22M11 27h6l-1 8-2 7-2-7zM24 5v18M21 23h6l-1 8-2 8-2-8zM34 5v22M31 27h6l-1 8-2 7-2-7z',
};
const BOX = 'M7 15l17-8 17 8v19l-17 8-17-8zM7 15l17 8 17-8M24 23v19';

/** A drawing of goods; what has none of its own is shown as a parcel. */
export function Drawing({ sku, own }: { sku: string; own: boolean }) {
  return (
    <svg className={own ? 'drawing own' : 'drawing'} viewBox="0 0 48 48" aria-hidden="true">
      <path d={DRAWINGS[sku] ?? BOX} />
    </svg>
  );
}
