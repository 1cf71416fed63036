import type { Column } from '../components/columns.tsx';

// A cell that a spreadsheet would read as a formula is made plain text; negative figures stay figures.
function guard(text: string): string {
  return /^[=+@\t\r]/.test(text) || /^-(?![\d.]+%?$)/.test(text) ? `'${text}` : text;
}

function cell(text: string): string {
  const safe = guard(text);
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** RFC 4180 lines with the titles first; groups of columns become `group · title`. */
export function csv<T>(columns: readonly Column<T>[], rows: readonly T[]): string {
  const head = columns.map((column) => cell(column.group ? `${column.group} · ${column.title}` : column.title));
  const body = rows.map((row) => columns.map((column) => cell(column.text(row))).join(','));
  return `${[head.join(','), ...body].join('\r\n')}\r\n`;
}

/** Hands a file to the browser. The byte order mark lets spreadsheet programs read the Chinese text. */
export function download(name: string, content: string): void {
  const url = URL.createObjectURL(new Blob([`\uFEFF${content}`], { type: 'text/csv;charset=utf-8' }));
  save(name, url);
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

export function save(name: string, url: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
}
