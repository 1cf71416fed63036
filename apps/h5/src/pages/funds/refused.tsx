import { Button } from 'antd-mobile';
import { ApiError } from '../../api/client.ts';
import { Failure } from '../../components/failure.tsx';
import { useText } from '../../i18n/index.ts';

/** What stands in the way. A warning that the product is riskier than suits can be insisted against, by who has read it. */
export function Refused({ error, insist, loading }: { error: Error; insist: () => void; loading: boolean }) {
  const { text } = useText();
  const warned = error instanceof ApiError && error.problem.code === 'RISK_WARNING';
  return (
    <>
      <Failure error={error} />
      {warned && (
        <Button block loading={loading} onClick={insist} data-testid="insist">
          {text('fund:insist')}
        </Button>
      )}
    </>
  );
}
