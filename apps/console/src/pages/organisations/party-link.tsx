import type { Relation } from '@jinqiao/api';
import { Link } from '@tanstack/react-router';
import { CustomerLink } from '../../components/columns.tsx';

/** A party of the graph: an organisation or a customer has a page, another person has none. */
export function PartyLink({ party }: { party: Relation['other'] }) {
  if (party.customerId !== null) return <CustomerLink id={party.customerId} name={party.name} />;
  if (party.kind === 'person') return <span title={party.id}>{party.name}</span>;
  return (
    <Link to="/organisations/$organisationId" params={{ organisationId: party.id }} className="link" title={party.id}>
      {party.name}
    </Link>
  );
}
