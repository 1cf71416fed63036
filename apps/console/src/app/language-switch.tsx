import { Segmented } from 'antd';
import { type Language, useText } from '../i18n/index.ts';

export function LanguageSwitch() {
  const { language, setLanguage, text } = useText();
  return (
    <Segmented<Language>
      size="small"
      aria-label={text('shell:language')}
      data-testid="language"
      value={language}
      onChange={setLanguage}
      options={[
        { value: 'zh', label: '中文' },
        { value: 'en', label: 'EN' },
      ]}
    />
  );
}
