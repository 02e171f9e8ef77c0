import {
  Button,
  createTheme,
  InputWrapper,
  type MantineColorsTuple,
  Menu,
  Modal,
  Popover,
  Tooltip,
} from '@mantine/core';

/** Indigo: the one accent. */
const accent: MantineColorsTuple = [
  '#eef0fe',
  '#dfe2fd',
  '#c3c9fb',
  '#a5b0fc',
  '#8a94f6',
  '#6d6ff0',
  '#5753e0',
  '#4338ca',
  '#3a31b0',
  '#312b90',
];
/** Warm neutral greys. */
const gray: MantineColorsTuple = [
  '#fafaf8',
  '#f7f7f5',
  '#efeeea',
  '#e6e4df',
  '#dcd9d2',
  '#c6c2ba',
  '#9b978e',
  '#6d6a63',
  '#57534e',
  '#1f1e1b',
];
const dark: MantineColorsTuple = [
  '#ecebe7',
  '#c6c2ba',
  '#a29e95',
  '#77736b',
  '#3b3934',
  '#32302c',
  '#2a2926',
  '#1e1d1b',
  '#161614',
  '#0f0f0e',
];

/** Colours, sizes and habits of the components; the colours of our own parts stand in tokens.css. */
export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 7, dark: 7 },
  colors: { accent, gray, dark },
  fontFamily: "'Inter Variable', Inter, system-ui, sans-serif",
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  headings: { fontFamily: "'Inter Variable', Inter, system-ui, sans-serif", fontWeight: '620' },
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '20px', xl: '32px' },
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '10px', xl: '12px' },
  defaultRadius: 'md',
  respectReducedMotion: true,
  cursorType: 'pointer',
  focusRing: 'auto',
  components: {
    Button: Button.extend({ styles: { label: { fontWeight: 520 } } }),
    InputWrapper: InputWrapper.extend({ styles: { label: { marginBottom: 4, fontSize: 13, fontWeight: 540 } } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 300, withArrow: false, multiline: true } }),
    // Its placeholder for the first focus is no item of a menu.
    Menu: Menu.extend({ defaultProps: { withInitialFocusPlaceholder: false } }),
    Modal: Modal.extend({
      defaultProps: {
        transitionProps: { duration: 120 },
        radius: 'lg',
        centered: true,
        // It is a header element, which is the page's banner only where it is no dialog's.
        attributes: { header: { role: 'presentation' } },
      },
      styles: { title: { fontWeight: 600, fontSize: 16 } },
    }),
    Popover: Popover.extend({ defaultProps: { transitionProps: { duration: 120 } } }),
  },
});
