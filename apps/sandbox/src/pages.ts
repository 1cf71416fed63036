/** The pages of sandbox institutions that a person looks at: the outlet of short messages, the liveness check and the shop's window. */

export type SentText = { readonly mobile: string; readonly text: string; readonly at: string };

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const STYLE = `<style>
  body { font: 16px/1.5 system-ui, "PingFang SC", "Noto Sans CJK SC", sans-serif; margin: 0 auto; max-width: 640px; padding: 24px 16px; color: #1f2329; background: #f5f6f7 }
  h1 { font-size: 20px } p.note { color: #646a73; font-size: 14px }
  article { background: #fff; border-radius: 8px; padding: 12px 16px; margin: 12px 0 } time { color: #646a73; font-size: 13px; float: right }
  button { font: inherit; padding: 12px 20px; border: 0; border-radius: 8px; margin-right: 12px; background: #d0d3d6; cursor: pointer } button.yes { background: #1456f0; color: #fff }
  h2 { font-size: 16px; margin: 24px 0 8px } table { width: 100%; border-collapse: collapse; background: #fff; border-radius: 8px } td { padding: 8px 16px; border-top: 1px solid #eceef0 }
  tr:first-child td { border-top: 0 } td.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums } td small { color: #646a73 }
</style>`;

const page = (title: string, body: string, head = '') =>
  `<!doctype html><html lang="zh"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${title}</title>${head}${STYLE}</head><body>${body}</body></html>`;

/** What was sent in the last minutes, newest first; it reads itself anew. */
export function messagesPage(sent: readonly SentText[]): string {
  const list = sent
    .map(({ mobile, text, at }) => `<article><time>${escaped(at.slice(11, 19))} UTC</time><strong>${escaped(mobile)}</strong><br>${escaped(text)}</article>`)
    .join('');
  return page(
    '短信沙箱 Messages sandbox',
    `<h1>短信沙箱 · Messages of the sandbox</h1><p class="note">演示用:平台发出的短信在此显示十分钟,不经过电信网络。For the demonstration: what the platform sends can be read here for ten minutes.</p>${list || '<p>暂无短信 · Nothing was sent yet.</p>'}`,
    '<meta http-equiv="refresh" content="3">',
  );
}

/** Stands for the camera: the person before it says whether the face is theirs. */
export function livenessPage(): string {
  return page(
    '活体核验沙箱 Liveness sandbox',
    `<h1>活体核验 · Liveness check</h1><p class="note">沙箱没有摄像头:请选择核验结果。The sandbox has no camera: choose what it sees.</p>
<div id="ask"><button class="yes" data-pass="true" data-testid="liveness-pass">本人通过 · It is me</button><button data-pass="false" data-testid="liveness-fail">人脸不符 · Another face</button></div>
<p id="done" hidden>已完成,请返回原页面。Done: go back to the page that you came from.</p>
<script>
document.getElementById('ask').addEventListener('click', async (event) => {
  const pass = event.target.dataset.pass;
  if (pass === undefined) return;
  const sessionRef = new URLSearchParams(location.search).get('session');
  await fetch('/control/liveness', { method: 'POST', body: JSON.stringify({ sessionRef, pass: pass === 'true' }) });
  document.getElementById('ask').hidden = true;
  document.getElementById('done').hidden = false;
});
</script>`,
  );
}

type Window = readonly {
  readonly sku: string;
  readonly seller: string;
  readonly name: string;
  readonly nameZh: string;
  readonly price: string;
  readonly stock: number;
}[];

const yuan = (fen: string) => `¥${fen.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ',')}.${fen.slice(-2)}`;

/** What the shop and the merchants on its marketplace sell; it is bought on the platform's pages. */
export function shopPage(sellers: Readonly<Record<string, { readonly name: string; readonly nameZh: string }>>, goods: Window): string {
  const sections = [...Map.groupBy(goods, (item) => item.seller)].map(([seller, items]) => {
    const { name, nameZh } = sellers[seller] ?? { name: seller, nameZh: seller };
    const rows = items.map(
      (item) =>
        `<tr><td>${escaped(item.nameZh)}<br><small>${escaped(item.name)} · ${escaped(item.sku)}</small></td><td class="n">${yuan(item.price.padStart(3, '0'))}</td><td class="n"><small>${item.stock} 件 left</small></td></tr>`,
    );
    const badge = seller === 'shop' ? '自营 · sold by the shop itself' : '商家 · merchant';
    return `<h2>${escaped(nameZh)} ${escaped(name)} <small>${badge}</small></h2><table>${rows.join('')}</table>`;
  });
  return page(
    '商城沙箱 Shop sandbox',
    `<h1>百汇商城沙箱 · Baihui Mall of the sandbox</h1><p class="note">演示商品均为虚构;在平台的客户页面选购与付款。All goods are invented; they are bought on the platform's customer pages.</p>${sections.join('')}`,
  );
}
