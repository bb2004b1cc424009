import type { ComponentChildren, JSX } from "preact";
import { Icon, type IconName } from "./icon.tsx";

interface ButtonProperties {
  readonly kind?: "plain" | "primary" | "quiet" | "danger";
  readonly icon?: IconName;
  readonly isDisabled?: boolean;
  readonly type?: "button" | "submit";
  readonly onPress?: () => void;
  readonly children: ComponentChildren;
}

export function Button(properties: ButtonProperties): JSX.Element {
  const { kind = "plain", icon, isDisabled = false, type = "button", onPress } = properties;
  return (
    <button class={`button button-${kind}`} type={type} disabled={isDisabled} onClick={onPress}>
      {icon && <Icon name={icon} />}
      {properties.children}
    </button>
  );
}

interface LinkButtonProperties {
  readonly href: string;
  readonly kind?: "plain" | "primary" | "quiet";
  readonly icon?: IconName;
  readonly opensNewTab?: boolean;
  readonly children: ComponentChildren;
}

export function LinkButton(properties: LinkButtonProperties): JSX.Element {
  const { href, kind = "plain", icon, opensNewTab = false } = properties;
  const target = opensNewTab ? { target: "_blank", rel: "noopener" } : {};
  return (
    <a class={`button button-${kind}`} href={href} {...target}>
      {icon && <Icon name={icon} />}
      {properties.children}
    </a>
  );
}

interface RoundButtonProperties {
  readonly icon: IconName;
  /** Read to those who don't see the icon, and shown on hover. */
  readonly label: string;
  readonly kind?: "plain" | "danger";
  /** Left out for a button that does not stay pressed. */
  readonly isPressed?: boolean;
  readonly shortcut?: string;
  readonly onPress: () => void;
}

export function RoundButton(properties: RoundButtonProperties): JSX.Element {
  const { icon, label, kind = "plain", isPressed, shortcut, onPress } = properties;
  return (
    <button
      class={`button button-round button-${kind}`}
      type="button"
      title={shortcut ? `${label} (${shortcut})` : label}
      aria-label={label}
      aria-pressed={isPressed}
      aria-keyshortcuts={shortcut}
      onClick={onPress}
    >
      <Icon name={icon} />
    </button>
  );
}
