import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useDelayed } from '../../app/use-delayed.ts';
import { type Draft, type Name, readDraft, type Search, searchOf } from './draft.ts';

const REST_MS = 350;
const textOf = (search: Search): string => JSON.stringify(search);

/**
 * The terms as typed, and as they rest: those are in the address. Going on with one field changes the entry of the browser's
 * history; another field makes a new one, so that going back undoes field by field.
 */
export function useTerms(today: string) {
  const search = useSearch({ from: '/inside/products/calculator' });
  const navigate = useNavigate();
  const [draft, setDraft] = useState<Draft>(() => readDraft(search, today));
  const settled = useDelayed(draft, REST_MS);
  const arrived = textOf(searchOf(readDraft(search, today)));
  const latest = useRef({ search, written: arrived });
  latest.current.search = search;
  const editing = useRef<Name | null>(null);
  const pushed = useRef<Name | null>(null);

  // Only an address that this page did not write itself replaces what is typed.
  useEffect(() => {
    if (arrived === latest.current.written) return;
    latest.current.written = arrived;
    editing.current = null;
    pushed.current = null;
    setDraft(readDraft(latest.current.search, today));
  }, [arrived, today]);

  useEffect(() => {
    const next = searchOf(settled);
    // What is empty cannot stand in an address, which would mean the default.
    if (Object.values(next).includes('') || textOf(next) === textOf(latest.current.search)) return;
    const replace = editing.current === null || editing.current === pushed.current;
    latest.current.written = textOf(next);
    pushed.current = editing.current;
    void navigate({ to: '/products/calculator', search: next, replace, resetScroll: false });
  }, [settled, navigate]);

  const change = (patch: Partial<Draft>, by: Name) => {
    editing.current = by;
    setDraft({ ...draft, ...patch });
  };
  const reset = () => {
    editing.current = 'method';
    pushed.current = null;
    setDraft(readDraft({}, today));
  };
  return { draft, settled, change, reset };
}
