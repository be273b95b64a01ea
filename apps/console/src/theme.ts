import { createTheme, type CSSVariablesResolver } from '@mantine/core';

/** Dense, quiet, and dark enough for everybody to read. */
export const theme = createTheme({
  respectReducedMotion: true,
  primaryColor: 'blue',
  primaryShade: { light: 8, dark: 8 },
  defaultRadius: 'sm',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '18px' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '20px', xl: '28px' },
  components: {
    Table: { defaultProps: { verticalSpacing: 5, horizontalSpacing: 'xs', highlightOnHover: true } },
    // The heading of a dialog is no second banner of the page.
    Modal: { defaultProps: { attributes: { header: { role: 'presentation' } } } },
    Drawer: { defaultProps: { attributes: { header: { role: 'presentation' } } } },
    SegmentedControl: { defaultProps: { transitionDuration: 0 } },
    Button: { defaultProps: { size: 'sm' } },
  },
});

export const colours: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#495057',
    '--mantine-color-error': '#c92a2a',
    '--mantine-color-placeholder': '#5c636a',
    '--mantine-color-anchor': '#1864ab',
  },
  dark: {
    '--mantine-color-dimmed': '#c1c2c5',
    '--mantine-color-error': '#ffa8a8',
    '--mantine-color-placeholder': '#a6a7ab',
    '--mantine-color-anchor': '#74c0fc',
  },
});
