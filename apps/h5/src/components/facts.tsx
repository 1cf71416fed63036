export type Fact = { label: string; value: React.ReactNode; strong?: boolean; testid?: string } | null | false;

/** Label and value pairs, values aligned right. */
export function Facts({ items }: { items: readonly Fact[] }) {
  const shown = items.filter((item) => item !== null && item !== false);
  return (
    <dl className="facts">
      {shown.map((item) => (
        <div key={item.label} className={item.strong ? 'strong' : ''}>
          <dt>{item.label}</dt>
          <dd {...(item.testid !== undefined && { 'data-testid': item.testid })}>{item.value}</dd>
        </div>
      ))}
    </dl>
  );
}
