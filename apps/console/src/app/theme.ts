import type { ThemeConfig } from 'antd';
import { colors } from './colors.ts';

export const reducedMotion = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
export const fontFamily = 'Inter, "PingFang SC", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", system-ui, sans-serif';

export const theme: ThemeConfig = {
  token: {
    colorPrimary: colors.primary,
    colorLink: colors.link,
    colorInfo: colors.primary,
    colorSuccess: colors.good,
    colorWarning: colors.warn,
    colorError: colors.bad,
    // The derived pale tones of these dark seeds are grey; these keep the text on them above 4.5:1.
    colorSuccessBg: '#e9f6ee',
    colorSuccessBorder: '#b5dcc4',
    colorWarningBg: '#fdf4e3',
    colorWarningBorder: '#ecd3a3',
    colorErrorBg: '#fdefec',
    colorErrorBorder: '#f0c0b8',
    colorInfoBg: '#edf3fc',
    colorInfoBorder: '#c3d6f2',
    colorText: colors.ink,
    colorTextSecondary: colors.inkSoft,
    colorTextTertiary: colors.inkSoft,
    colorTextDescription: colors.inkSoft,
    colorTextPlaceholder: colors.inkFaint,
    colorBgLayout: colors.ground,
    colorBorderSecondary: colors.line,
    borderRadius: 6,
    fontSize: 14,
    fontFamily,
    motion: !reducedMotion,
  },
  components: {
    Layout: { headerBg: '#ffffff', headerHeight: 56, headerPadding: '0 24px', siderBg: colors.night, bodyBg: colors.ground },
    Menu: {
      darkItemBg: colors.night,
      darkSubMenuItemBg: colors.night,
      darkItemColor: '#c3cde0',
      darkGroupTitleColor: '#8f9dba',
      darkItemSelectedBg: '#24406d',
      darkItemHoverBg: '#1b3157',
      itemHeight: 36,
      itemMarginBlock: 2,
    },
    Table: { headerBg: '#f6f8fb', headerColor: colors.inkSoft, rowHoverBg: '#f4f7fc', cellPaddingBlockSM: 8, cellPaddingInlineSM: 12 },
    Card: { headerFontSize: 14, headerHeight: 46, bodyPadding: 20, headerPadding: 20 },
    Tabs: { horizontalItemPadding: '10px 0' },
  },
};
