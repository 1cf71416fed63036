import { useText } from '../../i18n/index.ts';

/** Who sells, and whether it is the shop itself. */
export function Seller({ name, nameZh, own }: { name: string; nameZh: string; own: boolean }) {
  const { text, choose } = useText();
  return (
    <span className="seller">
      {own && <span className="badge">{text('shop:own')}</span>}
      {choose(nameZh, name)}
    </span>
  );
}
