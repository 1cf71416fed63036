import { Tabs, type TabsProps } from 'antd';

type Props = { items: NonNullable<TabsProps['items']>; active: string | undefined; onChange: (tab: string) => void; testId: string };

/** Tabs of an object page; the open one is in the address, and only it is mounted. */
export function ObjectTabs({ items, active, onChange, testId }: Props) {
  const known = items.some((item) => item.key === active) ? active : items[0]?.key;
  return <Tabs items={items} {...(known && { activeKey: known })} onChange={onChange} destroyOnHidden data-testid={testId} className="object-tabs" />;
}
