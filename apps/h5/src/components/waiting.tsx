import { Skeleton } from 'antd-mobile';
import { useText } from '../i18n/index.ts';

export function Waiting() {
  const { text } = useText();
  return (
    <div className="card" role="status" aria-label={text('common:loading')}>
      <Skeleton.Title animated />
      <Skeleton.Paragraph lineCount={4} animated />
    </div>
  );
}
