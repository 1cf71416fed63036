type Expected = readonly [status: number, code: string, says?: string];

type Makers<Bad> = {
  readonly post: (name: string, as: string, path: string, body: unknown, expected: Expected) => Bad;
  readonly invalid: (says?: string) => Expected;
};

/** Requests to the shop that must be refused; of BH-1003 there are three. */
export function shopCases<Bad>({ post, invalid }: Makers<Bad>): Bad[] {
  const putting = (name: string, sku: unknown, quantity: unknown, expected: Expected, more: object = {}) =>
    post(name, 'ann', '/me/shop/cart', { sku, quantity, ...more }, expected);
  return [
    putting('goods that there are not', 'NOTHING', 1, [404, 'GOODS_UNKNOWN', 'NOTHING']),
    putting('more goods than there are', 'BH-1003', 4, [409, 'GOODS_SHORT', 'fewer']),
    putting('a hundred pieces', 'BH-1001', 100, invalid('quantity')),
    putting('less than no pieces', 'BH-1001', -1, invalid('quantity')),
    putting('half a piece', 'BH-1001', 0.5, invalid('quantity')),
    putting('goods without a name', '', 1, invalid('sku')),
    putting('goods at a price of the customer’s own', 'BH-1001', 1, invalid('price'), { price: '1.00' }),
  ];
}
