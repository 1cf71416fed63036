import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { paymentInstitutionsQuery } from '../../api/queries.ts';
import { addTexts, useText } from '../../i18n/index.ts';
import { payments } from '../../i18n/texts/payments.ts';

addTexts('payments', payments);

/** The name of an institution by its id; the id itself while names are not known. */
export function useInstitutionName(): (id: string | null) => string {
  const { choose } = useText();
  const { data } = useQuery(paymentInstitutionsQuery);
  return (id) => {
    const found = data?.items.find((institution) => institution.id === id);
    return found ? choose(found.nameZh, found.name) : (id ?? '–');
  };
}

export function useInstitutionChoices(): { value: string; label: string }[] {
  const { choose } = useText();
  const { data } = useQuery(paymentInstitutionsQuery);
  return (data?.items ?? []).map((institution) => ({ value: institution.id, label: choose(institution.nameZh, institution.name) }));
}

export function PaymentLink({ id }: { id: string }) {
  return (
    <Link to="/payments/$paymentId" params={{ paymentId: id }} className="link id" title={id}>
      {id}
    </Link>
  );
}

export function MandateLink({ id }: { id: string }) {
  return (
    <Link to="/payments/mandates/$mandateId" params={{ mandateId: id }} className="link id" title={id}>
      {id}
    </Link>
  );
}
