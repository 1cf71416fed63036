import { Tag } from 'antd';
import { useText } from '../../i18n/index.ts';

/** A fault is a kind, perhaps with how many times it is still to happen: `late-file×2` or `late-file:2`. */
export function FaultTags({ faults }: { faults: readonly string[] }) {
  const { text, term } = useText();
  if (faults.length === 0) return <span className="muted">{text('partners:noFaults')}</span>;
  return faults.map((fault) => {
    const [kind = fault, times] = fault.split(/\s*[×:]\s*/);
    return (
      <Tag key={fault} color="error">
        {term('partners:fault', kind)}
        {times && ` × ${times}`}
      </Tag>
    );
  });
}
