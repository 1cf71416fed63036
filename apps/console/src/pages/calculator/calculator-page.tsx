import { FileTextOutlined, LinkOutlined, PrinterOutlined, UndoOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Alert, App, Button, Empty, Skeleton } from 'antd';
import { businessDayQuery } from '../../api/queries.ts';
import { Failure } from '../../components/failure.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { downloadJson } from '../../format/json.ts';
import { addTexts, useText } from '../../i18n/index.ts';
import { calculator } from '../../i18n/texts/calculator.ts';
import '../../styles/calculator.css';
import { type Draft, searchOf } from './draft.ts';
import { TermsFormProvider } from './form-context.ts';
import { PrintedTerms } from './printed-terms.tsx';
import { Results } from './results.tsx';
import { TermsForm } from './terms-form.tsx';
import { type Calculated, useCalculation } from './use-calculation.ts';
import { useTerms } from './use-terms.ts';

addTexts('calculator', calculator);

type Shared = { draft: Draft; shown: Calculated | null; fresh: boolean };

function Actions({ draft, shown, fresh, onReset }: Shared & { onReset: () => void }) {
  const { text } = useText();
  const { message } = App.useApp();
  const copy = async () => {
    const { origin, pathname } = window.location;
    await navigator.clipboard.writeText(`${origin}${pathname}?${new URLSearchParams(searchOf(draft))}`);
    void message.success(text('calculator:linkCopied'));
  };
  return (
    <div className="calculator-actions">
      <Button icon={<UndoOutlined />} onClick={onReset} data-testid="calculator-reset">
        {text('calculator:reset')}
      </Button>
      <Button icon={<LinkOutlined />} onClick={() => void copy()} data-testid="calculator-link">
        {text('calculator:copyLink')}
      </Button>
      <Button icon={<FileTextOutlined />} disabled={!fresh} onClick={() => shown && downloadJson('loan-calculation.json', shown)} data-testid="calculator-json">
        {text('calculator:exportJson')}
      </Button>
      <Button icon={<PrinterOutlined />} disabled={!fresh} onClick={() => window.print()} data-testid="calculator-print">
        {text('calculator:print')}
      </Button>
    </div>
  );
}

/** Terms on the left, and what follows from them on the right as they are typed. */
function Calculator({ today }: { today: string }) {
  const { text } = useText();
  const { draft, settled, change, reset } = useTerms(today);
  const { shown, fresh, asking, wrongAt, places, failure, retry } = useCalculation(settled);
  const wrong = places.length > 0;
  return (
    <>
      <PageHead
        title={text('shell:nav.calculator')}
        lead={text('calculator:lead')}
        crumbs={[{ label: text('shell:nav.products') }]}
        actions={<Actions draft={settled} shown={shown} fresh={fresh} onReset={reset} />}
      />
      <div className="calculator">
        <div className="calculator-form">
          <TermsFormProvider value={{ draft, change, wrongAt }}>
            <TermsForm wrongPlaces={places} />
          </TermsFormProvider>
        </div>
        <div className="stack calculator-results" aria-busy={asking} data-testid="calculator-results">
          <PrintedTerms draft={settled} />
          {failure && <Failure error={failure} retry={retry} />}
          {shown && wrong && <Alert type="warning" showIcon title={text('calculator:stale')} data-testid="calculator-stale" />}
          {!shown && wrong && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={text('calculator:waiting')} />}
          {!shown && !wrong && !failure && <Skeleton active paragraph={{ rows: 12 }} />}
          {shown && (
            <div className={fresh || asking ? 'stack' : 'stack calculator-stale'}>
              <Results calculated={shown} />
            </div>
          )}
        </div>
      </div>
    </>
  );
}

export function CalculatorPage() {
  const day = useQuery(businessDayQuery);
  if (day.isError && !day.data) return <Failure error={day.error} retry={() => void day.refetch()} />;
  if (!day.data) return <Skeleton active paragraph={{ rows: 14 }} />;
  return <Calculator today={day.data.current} />;
}
