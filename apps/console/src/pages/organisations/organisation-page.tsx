import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Descriptions, Skeleton, Tag } from 'antd';
import { organisationQuery } from '../../api/parties.ts';
import { Failure } from '../../components/failure.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Section } from '../../components/section.tsx';
import { StateTag } from '../../components/state-tag.tsx';
import { useText } from '../../i18n/index.ts';
import '../customers/party-texts.ts';
import { Relations } from './relations.tsx';

export function OrganisationPage() {
  const { text, term } = useText();
  const { organisationId } = useParams({ from: '/inside/organisations/$organisationId' });
  const { data: organisation, error, isError, refetch, dataUpdatedAt } = useQuery(organisationQuery(organisationId));
  if (isError && !organisation) return <Failure error={error} retry={() => void refetch()} />;
  if (!organisation) return <Skeleton active paragraph={{ rows: 10 }} />;
  const items = [
    { key: 'uscc', label: text('party:uscc'), children: <span className="num">{organisation.uscc}</span> },
    { key: 'representative', label: text('party:representative'), children: organisation.legalRepresentative?.name ?? '–' },
    {
      key: 'licence',
      label: text('party:licenceThrough'),
      children: (
        <span>
          <span className="num">{organisation.licenceValidThrough ?? ''}</span> <StateTag area="party:licence" state={organisation.licence} />
        </span>
      ),
    },
    { key: 'registered', label: text('party:registeredOn'), children: <span className="num">{organisation.registeredOn}</span> },
    { key: 'by', label: text('party:madeBy'), children: organisation.madeBy },
  ];
  return (
    <>
      <PageHead
        title={organisation.name}
        crumbs={[{ label: text('party:organisations'), link: { to: '/organisations' } }]}
        tags={<Tag>{term('party:kind', organisation.kind)}</Tag>}
        lead={<span className="num">{organisation.id}</span>}
        readAt={dataUpdatedAt}
      />
      <div className="stack">
        <Section title={text('customer:tab.overview')} testId="organisation">
          <Descriptions size="small" column={3} items={items} />
        </Section>
        <Relations partyId={organisation.id} />
      </div>
    </>
  );
}
