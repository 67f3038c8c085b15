/** A key of the till: large, at a fixed place, pressed without taking the focus. */

import type { ComponentChildren } from "preact";
import { Icon } from "./Icon";

interface Props {
  children?: ComponentChildren;
  icon?: string;
  /** The keyboard's key for it, shown small. */
  hint?: string;
  tone?: "plain" | "brand" | "soft" | "bad" | "digit";
  area?: string;
  disabled?: boolean;
  pressed?: boolean;
  label?: string;
  onPress: () => void;
}

export function Key(props: Props) {
  const { children, icon, hint, tone = "plain", area, disabled, pressed, label, onPress } = props;
  return (
    <button
      type="button"
      class={`key key-${tone}`}
      data-area={area}
      disabled={disabled}
      aria-pressed={pressed}
      aria-label={label}
      aria-keyshortcuts={hint}
      // A key that took the focus would take the next Enter too.
      onMouseDown={(event) => event.preventDefault()}
      onClick={onPress}
    >
      {icon && <Icon name={icon} />}
      <span class="key-text">{children}</span>
      {hint && <kbd aria-hidden="true">{hint}</kbd>}
    </button>
  );
}
