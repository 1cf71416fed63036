import { addTexts } from '../../i18n/index.ts';
import { compliance } from '../../i18n/texts/compliance.ts';
import { credit } from '../../i18n/texts/credit.ts';
import '../../styles/compliance.css';
import '../../styles/risk.css';

addTexts('compliance', compliance);
addTexts('credit', credit);
