import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

/** The one accent. Shade 8 on white is 6.1:1, so it carries white text and reads as text. */
const accent: MantineColorsTuple = [
  "#e9f6f7",
  "#d3eaec",
  "#a6d5d9",
  "#76bfc5",
  "#4eacb4",
  "#349ea8",
  "#1f8d97",
  "#147a84",
  "#0b6670",
  "#05525a",
];

/** A dialog's heading is no banner of the page, but it is a heading. */
const dialog = {
  defaultProps: { attributes: { header: { role: "presentation" } } },
  styles: { title: { fontWeight: 650, fontSize: "1.2rem" } },
};

export const theme = createTheme({
  primaryColor: "accent",
  primaryShade: 8,
  colors: { accent },
  defaultRadius: "md",
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif",
  headings: { fontWeight: "650", textWrap: "balance" },
  respectReducedMotion: true,
  cursorType: "pointer",
  components: {
    // Targets are 44 px high at least.
    Button: {
      defaultProps: { size: "md" },
      styles: {
        root: {
          display: "inline-flex",
          alignItems: "center",
          justifyContent: "center",
          height: "auto",
          minHeight: "max(44px, var(--button-height))",
          paddingBlock: 8,
        },
        inner: { width: "100%", height: "auto" },
        // Words of other languages are longer: they wrap, they are not cut.
        label: { whiteSpace: "normal", lineHeight: 1.25 },
      },
    },
    Input: { styles: { input: { minHeight: 44 } } },
    TextInput: { defaultProps: { size: "md" } },
    PasswordInput: { defaultProps: { size: "md" } },
    Textarea: { defaultProps: { size: "md" } },
    Select: { defaultProps: { size: "md" } },
    NativeSelect: { defaultProps: { size: "md" } },
    Modal: dialog,
    Drawer: dialog,
    Checkbox: { defaultProps: { size: "md" } },
    Radio: { defaultProps: { size: "md" } },
    RadioGroup: { defaultProps: { size: "md" } },
    Anchor: { defaultProps: { underline: "always" } },
    ActionIcon: { defaultProps: { size: 44, variant: "subtle" } },
    Badge: { defaultProps: { tt: "none", fw: 600 } },
  },
});

/** Mantine's quiet text and error colours are below 4.5:1; these are above on both grounds. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "#566069",
    "--mantine-color-placeholder": "#69727b",
    "--mantine-color-error": "#b3261e",
    "--telemed-ground": "#f6f8f9",
    "--telemed-surface": "#ffffff",
    "--telemed-line": "#dde3e6",
    "--telemed-control-line": "#828b93",
  },
  dark: {
    "--mantine-color-dimmed": "#a9b1b8",
    "--mantine-color-placeholder": "#949ca3",
    "--mantine-color-error": "#ff9b93",
    "--telemed-ground": "#15181b",
    "--telemed-surface": "#1e2226",
    "--telemed-line": "#343b41",
    "--telemed-control-line": "#717b83",
    "--mantine-color-text": "#e3e7ea",
  },
});
