import { useQuery } from '@tanstack/react-query';
import { entitiesQuery } from '../api/compliance.ts';
import { businessDayQuery } from '../api/queries.ts';
import { useText } from '../i18n/index.ts';

/** Names legal entities and institutions as the registry does today; one that it does not know keeps its id. */
export function useEntityName(): (id: string) => string {
  const { choose } = useText();
  const date = useQuery(businessDayQuery).data?.current ?? '';
  const entities = useQuery({ ...entitiesQuery(date), enabled: date !== '' }).data?.items ?? [];
  return (id) => {
    const entity = entities.find(({ entityId }) => entityId === id);
    return entity ? choose(entity.nameZh, entity.name) : id;
  };
}
