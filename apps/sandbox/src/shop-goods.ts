import { type Db, HOUSE_BUCKET } from '@jinqiao/database';
import { shop } from '@jinqiao/wire';
import { answering, type InstitutionSetup } from './institution.ts';

type Seller = { readonly name: string; readonly nameZh: string };

/** Who sells: the shop itself, and merchants on its marketplace, each a legal entity of its own. */
export const SELLERS: Readonly<Record<string, Seller>> = {
  shop: { name: 'Baihui Mall', nameZh: '百汇商城' },
  'merchant-yunzhai': { name: 'Yunzhai Home', nameZh: '云斋家居' },
  'merchant-qingchuan': { name: 'Qingchuan Outdoor', nameZh: '青川户外' },
  'merchant-molan': { name: 'Molan Books', nameZh: '墨兰书坊' },
};

export function sellerOf(id: string): { sellerName: string; sellerNameZh: string } {
  const seller = SELLERS[id];
  return { sellerName: seller?.name ?? id, sellerNameZh: seller?.nameZh ?? id };
}

type Goods = readonly [sku: string, seller: string, name: string, nameZh: string, price: bigint];

/** Prices in fen. */
const GOODS: readonly Goods[] = [
  ['BH-1001', 'shop', 'Xinghe phone, 256 GB', '星禾手机 256GB', 329_900n],
  ['BH-1002', 'shop', 'Xinghe tablet, 11 inch', '星禾平板 11英寸', 218_900n],
  ['BH-1003', 'shop', 'Xinghe earphones', '星禾无线耳机', 39_900n],
  ['BH-2001', 'shop', 'Muzhi rice cooker, 4 l', '沐治电饭煲 4升', 45_900n],
  ['BH-2002', 'shop', 'Muzhi air purifier', '沐治空气净化器', 126_900n],
  ['BH-2003', 'shop', 'Muzhi desk lamp', '沐治护眼台灯', 19_900n],
  ['YZ-0101', 'merchant-yunzhai', 'Oak side table', '橡木边几', 68_000n],
  ['YZ-0102', 'merchant-yunzhai', 'Linen bedding, four pieces', '亚麻四件套', 52_800n],
  ['QC-0201', 'merchant-qingchuan', 'Trekking tent for two', '双人徒步帐篷', 89_900n],
  ['QC-0202', 'merchant-qingchuan', 'Down jacket', '轻羽绒外套', 75_900n],
  ['ML-0301', 'merchant-molan', 'Garden history, three volumes', '园林史话 三册', 16_800n],
  ['ML-0302', 'merchant-molan', 'Writing brush set', '文房毛笔套装', 12_600n],
];

const FIRST_STOCK = 500;

/** Puts the goods on the shelves where they are not there yet. */
export async function stockShelves(db: Db, s: string): Promise<void> {
  await db.query(
    `INSERT INTO ${s}.goods (bucket, sku, seller, name, name_zh, price, stock) SELECT $1, k, se, n, z, p, $2 FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[]) AS g(k, se, n, z, p)
     ON CONFLICT DO NOTHING`,
    [HOUSE_BUCKET, FIRST_STOCK, ...([0, 1, 2, 3, 4] as const).map((field) => GOODS.map((goods) => goods[field]))],
  );
}

export type Shelf = { sku: string; seller: string; name: string; nameZh: string; price: string; stock: number };

/** What can be bought, the shop's own goods first. */
export async function shelves(db: Db, s: string): Promise<Shelf[]> {
  const { rows } = await db.query<Shelf>(
    `SELECT sku, seller, name, name_zh AS "nameZh", price::text, stock FROM ${s}.goods WHERE bucket = $1 ORDER BY (seller = 'shop') DESC, seller COLLATE "C", sku COLLATE "C"`,
    [HOUSE_BUCKET],
  );
  return rows;
}

export function catalogue({ schema: s }: InstitutionSetup) {
  return answering(shop.catalogue, async (tx) => ({ items: (await shelves(tx, s)).map((item) => ({ ...item, ...sellerOf(item.seller) })) }));
}

/** Changes the price or the stock of goods. @returns how many were known. */
export async function setGoods(db: Db, s: string, goods: readonly { sku: string; price?: string; stock?: number }[]): Promise<{ set: number }> {
  const { rowCount } = await db.query(
    `UPDATE ${s}.goods o SET price = coalesce(g.p, o.price), stock = coalesce(g.st, o.stock) FROM unnest($2::text[], $3::bigint[], $4::int[]) AS g(k, p, st) WHERE o.bucket = $1 AND o.sku = g.k`,
    [HOUSE_BUCKET, goods.map((g) => g.sku), goods.map((g) => g.price ?? null), goods.map((g) => g.stock ?? null)],
  );
  return { set: rowCount };
}
