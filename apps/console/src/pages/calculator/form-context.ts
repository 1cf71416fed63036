import { createContext, useContext } from 'react';
import type { Draft, Name } from './draft.ts';

export type TermsForm = {
  readonly draft: Draft;
  readonly change: (patch: Partial<Draft>, by: Name) => void;
  /** What is wrong at a place of the question, in the language of the page. */
  readonly wrongAt: (place: string) => string | undefined;
};

const Context = createContext<TermsForm | null>(null);
export const TermsFormProvider = Context.Provider;

export function useTermsForm(): TermsForm {
  const form = useContext(Context);
  if (!form) throw new TypeError('a term outside of the form');
  return form;
}
