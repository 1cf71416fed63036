import { useRouter } from '@tanstack/react-router';
import { useText } from '../i18n/index.ts';

/** The title of a page; `back` is where it leads when the page was opened directly, `previous` the step before on the same page. */
export function PageHead({ title, back, previous }: { title: string; back?: () => void; previous?: (() => void) | undefined }) {
  const { text } = useText();
  const router = useRouter();
  const leave = () => (previous ? previous() : router.history.canGoBack() ? router.history.back() : back?.());
  return (
    <header className="page-head">
      {back && (
        <button type="button" className="back" onClick={leave} aria-label={text('common:back')}>
          <span aria-hidden="true">‹</span>
        </button>
      )}
      <h1>{title}</h1>
    </header>
  );
}
