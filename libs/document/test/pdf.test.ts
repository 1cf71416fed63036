import { extractText, getDocumentProxy } from 'unpdf';
import { expect, test } from 'vitest';
import { renderPdf } from '../src/index.ts';

const TABLE = {
  title: '持有明细 Holdings',
  columns: [
    { label: '产品', align: 'left', share: 0.5 },
    { label: '金额', align: 'right', share: 0.5 },
  ],
} as const;

/** Each page's text without spaces, as another program reads it. */
async function pagesOf(pdf: Buffer): Promise<string[]> {
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(pdf)));
  return text.map((page) => page.replace(/\s/g, ''));
}

test('a document can be read back: Chinese, Latin and figures', async () => {
  const pdf = await renderPdf({
    title: '资产证明 Certificate of assets',
    facts: [
      ['姓名', '王小明'],
      ['Total', '12,345.67'],
    ],
    tables: [{ ...TABLE, rows: [['兰亭日日盈货币', '10,000.00']] }],
    notes: ['过往业绩不预示未来表现。 The past says nothing about the future.'],
    foot: 'Jinqiao 金桥',
  });
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  const [page = ''] = await pagesOf(pdf);
  for (const part of [
    '资产证明Certificateofassets',
    '姓名',
    '王小明',
    '12,345.67',
    '兰亭日日盈货币',
    '10,000.00',
    '过往业绩不预示未来表现',
    'Jinqiao金桥',
    '1/1',
  ])
    expect(page).toContain(part);
});

test('a long table goes on over pages with its head, and every row is there', async () => {
  const rows = Array.from({ length: 120 }, (_, at) => [`产品 ${at + 1}`, `${at}.00`]);
  const pages = await pagesOf(await renderPdf({ title: '对账单', facts: [], tables: [{ ...TABLE, rows }], notes: [], foot: '' }));
  expect(pages.length).toBe(3);
  for (const page of pages) expect(page).toContain('产品金额');
  for (const [name] of rows) expect(pages.join('')).toContain(name?.replace(' ', ''));
  expect(pages[2]).toContain('3/3');
});

test('a text that is too long for its cell is cut, and a character that the font does not have is shown as one', async () => {
  const [page = ''] = await pagesOf(
    await renderPdf({ title: 'ꙮ', facts: [], tables: [{ ...TABLE, rows: [['很长的产品名称'.repeat(20), '1.00']] }], notes: [], foot: '' }),
  );
  expect(page).toContain('…1.00');
});
