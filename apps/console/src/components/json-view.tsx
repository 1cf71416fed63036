import { App, Button } from 'antd';
import { useText } from '../i18n/index.ts';

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** A message body, indented where it is JSON and as it came where it is not. */
export function JsonView({ title, body }: { title: string; body: string }) {
  const { text } = useText();
  const { message } = App.useApp();
  const copy = async () => {
    await navigator.clipboard.writeText(body);
    void message.success(text('common:copied'));
  };
  return (
    <figure className="json">
      <figcaption>
        {title}
        <Button size="small" type="link" onClick={() => void copy()}>
          {text('common:copy')}
        </Button>
      </figcaption>
      <pre>{pretty(body)}</pre>
    </figure>
  );
}
