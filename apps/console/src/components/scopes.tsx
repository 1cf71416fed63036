import { Tag } from 'antd';
import { useText } from '../i18n/index.ts';

/** How far somebody sees, in words: the whole house, a programme, a partner. */
export function useScopeNames(): (scopes: readonly string[]) => string[] {
  const { text } = useText();
  return (scopes) => scopes.map((scope) => (scope === 'entity:*' ? text('security:wholeHouse') : scope));
}

export function ScopeTags({ scopes }: { scopes: readonly string[] }) {
  const names = useScopeNames();
  return names(scopes).map((name) => <Tag key={name}>{name}</Tag>);
}
