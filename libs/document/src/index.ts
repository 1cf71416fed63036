/** Documents for customers as PDF: facts and tables on A4 pages, in Chinese and English alike, made without a browser. */
export { type Column, type Document, renderPdf, type Table } from './pdf.ts';
