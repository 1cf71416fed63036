import { addTexts } from '../../i18n/index.ts';
import { party } from '../../i18n/texts/party.ts';

addTexts('party', party);
