import PDFDocument from 'pdfkit';
import { runsOf } from './faces.ts';

export type Column = { readonly label: string; readonly align: 'left' | 'right' /** Of the width of the page. */; readonly share: number };
export type Table = { readonly title: string; readonly columns: readonly Column[]; readonly rows: readonly (readonly string[])[] };

/** What a document says: a title, facts in two columns, tables, notes below them, and a line at the foot of each page. */
export type Document = {
  readonly title: string;
  readonly facts: readonly (readonly [label: string, value: string])[];
  readonly tables: readonly Table[];
  readonly notes: readonly string[];
  readonly foot: string;
};

const [MARGIN, FOOT] = [50, 70];
const [LARGE, PLAIN, SMALL] = [18, 10, 8];
const LEADING = 1.6;
const [INK, SOFT, LINE] = ['#1b2430', '#5c6875', '#d5dae0'];

type Page = { readonly doc: PDFKit.PDFDocument; y: number };

/** Draws a document on A4 pages, as many as it needs. */
export function renderPdf({ title, facts, tables, notes, foot }: Document): Promise<Buffer> {
  const doc = new PDFDocument({ size: 'A4', margin: 0, bufferPages: true, info: { Title: title } });
  const chunks: Buffer[] = [];
  const done = new Promise<Buffer>((resolve, reject) => {
    doc.on('data', (chunk: Buffer) => chunks.push(chunk));
    doc.on('end', () => resolve(Buffer.concat(chunks)));
    doc.on('error', reject);
  });
  const page: Page = { doc, y: MARGIN };
  line(page, title, { size: LARGE, color: INK });
  page.y += PLAIN;
  for (const [label, value] of facts) {
    room(page, PLAIN * LEADING);
    write(doc, label, MARGIN, page.y, { size: PLAIN, color: SOFT });
    write(doc, value, MARGIN + 150, page.y, { size: PLAIN, color: INK });
    page.y += PLAIN * LEADING;
  }
  for (const table of tables) drawTable(page, table);
  page.y += PLAIN;
  for (const note of notes) for (const part of wrapped(doc, note, SMALL, widthOf(doc))) line(page, part, { size: SMALL, color: SOFT });
  numberPages(doc, foot);
  doc.end();
  return done;
}

const widthOf = (doc: PDFKit.PDFDocument) => doc.page.width - 2 * MARGIN;

/** Begins another page where the height that is asked for does not fit any more. */
function room(page: Page, height: number): boolean {
  if (page.y + height <= page.doc.page.height - FOOT) return false;
  page.doc.addPage({ size: 'A4', margin: 0 });
  page.y = MARGIN;
  return true;
}

type Style = { readonly size: number; readonly color: string };

function line(page: Page, text: string, style: Style): void {
  room(page, style.size * LEADING);
  write(page.doc, text, MARGIN, page.y, style);
  page.y += style.size * LEADING;
}

function drawTable(page: Page, { title, columns, rows }: Table): void {
  const { doc } = page;
  page.y += PLAIN;
  line(page, title, { size: PLAIN + 2, color: INK });
  const head = () =>
    drawRow(
      page,
      columns,
      columns.map(({ label }) => label),
      SOFT,
    );
  head();
  for (const row of rows) {
    if (room(page, PLAIN * LEADING)) head();
    drawRow(page, columns, row, INK);
  }
  doc
    .moveTo(MARGIN, page.y)
    .lineTo(doc.page.width - MARGIN, page.y)
    .lineWidth(0.5)
    .stroke(LINE);
}

function drawRow(page: Page, columns: readonly Column[], cells: readonly string[], color: string): void {
  const { doc } = page;
  const style = { size: PLAIN - 1, color };
  let x = MARGIN;
  for (const [at, { align, share }] of columns.entries()) {
    const width = share * widthOf(doc);
    const text = fitted(doc, cells[at] ?? '', style.size, width - 6);
    write(doc, text, align === 'right' ? x + width - lengthOf(doc, text, style.size) - 4 : x, page.y, style);
    x += width;
  }
  page.y += PLAIN * LEADING;
}

function lengthOf(doc: PDFKit.PDFDocument, text: string, size: number): number {
  return runsOf(text).reduce((sum, { face, text: run }) => sum + doc.font(face).fontSize(size).widthOfString(run), 0);
}

function write(doc: PDFKit.PDFDocument, text: string, x: number, y: number, { size, color }: Style): void {
  let at = x;
  for (const { face, text: run } of runsOf(text)) {
    doc.font(face).fontSize(size).fillColor(color).text(run, at, y, { lineBreak: false });
    at += doc.widthOfString(run);
  }
}

/** A text that is too long for its cell ends with dots. */
function fitted(doc: PDFKit.PDFDocument, text: string, size: number, width: number): string {
  if (lengthOf(doc, text, size) <= width) return text;
  let cut = [...text];
  while (cut.length > 1 && lengthOf(doc, `${cut.join('')}…`, size) > width) cut = cut.slice(0, -1);
  return `${cut.join('')}…`;
}

/** Breaks a text into lines: between Chinese characters anywhere, elsewhere at spaces. */
function wrapped(doc: PDFKit.PDFDocument, text: string, size: number, width: number): string[] {
  const lines: string[] = [];
  let current = '';
  for (const piece of text.match(/[\u2e80-\u9fff\uff00-\uffef]|[^\s\u2e80-\u9fff\uff00-\uffef]+\s*|\s+/gu) ?? []) {
    if (current !== '' && lengthOf(doc, current + piece, size) > width) {
      lines.push(current.trimEnd());
      current = piece.trimStart();
    } else current += piece;
  }
  return current === '' ? lines : [...lines, current];
}

function numberPages(doc: PDFKit.PDFDocument, foot: string): void {
  const { count } = doc.bufferedPageRange();
  for (let at = 0; at < count; at += 1) {
    doc.switchToPage(at);
    const y = doc.page.height - FOOT / 2 - SMALL;
    write(doc, foot, MARGIN, y, { size: SMALL, color: SOFT });
    const number = `${at + 1} / ${count}`;
    write(doc, number, doc.page.width - MARGIN - lengthOf(doc, number, SMALL), y, { size: SMALL, color: SOFT });
  }
}
