import { ReloadOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Tooltip } from 'antd';
import { clockTime } from '../format/dates.ts';
import { useText } from '../i18n/index.ts';

/** How old the figures are, and a way to read them again. */
export function ReadAt({ asOf, readAt }: { asOf?: string; readAt: number }) {
  const { text } = useText();
  const client = useQueryClient();
  return (
    <span className="as-of" data-testid="as-of">
      {asOf && <>{text('common:asOf', { date: asOf })} · </>}
      {text('common:readAt', { time: `${clockTime(readAt)} +08:00` })}
      <Tooltip title={text('common:reload')}>
        <Button
          type="text"
          size="small"
          icon={<ReloadOutlined />}
          aria-label={text('common:reload')}
          onClick={() => void client.refetchQueries({ type: 'active' })}
        />
      </Tooltip>
    </span>
  );
}
