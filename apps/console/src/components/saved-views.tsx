import { DeleteOutlined, StarOutlined } from '@ant-design/icons';
import { Button, Empty, Input, Popover, Space } from 'antd';
import { useState } from 'react';
import { useText } from '../i18n/index.ts';

type Filters = Record<string, string | undefined>;
type View = { name: string; filters: Filters };

function keptViews(store: string): readonly View[] {
  try {
    return JSON.parse(localStorage.getItem(store) ?? '[]');
  } catch {
    return [];
  }
}

function useViews(list: string): [readonly View[], (views: readonly View[]) => void] {
  const store = `jinqiao.views.${list}`;
  const [views, setViews] = useState<readonly View[]>(() => keptViews(store));
  const change = (next: readonly View[]) => {
    localStorage.setItem(store, JSON.stringify(next));
    setViews(next);
  };
  return [views, change];
}

/** Sets of filters that a person keeps under a name, in this browser. */
export function SavedViews({ list, filters, onOpen }: { list: string; filters: Filters; onOpen: (filters: Filters) => void }) {
  const { text } = useText();
  const [views, setViews] = useViews(list);
  const [name, setName] = useState('');
  const add = () => {
    if (name.trim() === '') return;
    setViews([...views.filter((view) => view.name !== name.trim()), { name: name.trim(), filters }]);
    setName('');
  };
  const content = (
    <div className="saved-views">
      {views.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={text('common:noViews')} />}
      {views.map((view) => (
        <div key={view.name} className="saved-view">
          <Button type="link" size="small" onClick={() => onOpen(view.filters)}>
            {view.name}
          </Button>
          <Button
            type="text"
            size="small"
            icon={<DeleteOutlined />}
            aria-label={`${text('common:remove')} ${view.name}`}
            onClick={() => setViews(views.filter((kept) => kept !== view))}
          />
        </div>
      ))}
      <Space.Compact block>
        <Input size="small" value={name} placeholder={text('common:viewName')} onChange={(event) => setName(event.target.value)} onPressEnter={add} />
        <Button size="small" onClick={add}>
          {text('common:save')}
        </Button>
      </Space.Compact>
    </div>
  );
  return (
    <Popover trigger="click" placement="bottomRight" title={text('common:saveView')} content={content}>
      <Button size="small" type="text" icon={<StarOutlined />}>
        {text('common:views')}
      </Button>
    </Popover>
  );
}
