/** Fields and buttons of the quieter pages. */

import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

interface FieldProps {
  label: string;
  value: string;
  onValue: (value: string) => void;
  note?: string;
  type?: "text" | "password" | "date" | "search";
  inputMode?: "decimal" | "numeric" | "text";
  autofocus?: boolean;
}

export function Field({ label, value, onValue, note, type = "text", ...rest }: FieldProps) {
  const id = useId();
  // Preact types each kind of input apart; here it is one kind whose keyboard differs.
  const kind = type as "text";
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type={kind}
        value={value}
        autocomplete="off"
        aria-describedby={note ? `${id}-note` : undefined}
        onInput={(event) => onValue(event.currentTarget.value)}
        {...rest}
      />
      {note && (
        <small id={`${id}-note`} class="quiet">
          {note}
        </small>
      )}
    </div>
  );
}

/** A field for a PIN: never shown, typed by numbers. */
export function PinField(props: FieldProps) {
  return <Field {...props} type="password" inputMode="numeric" />;
}

interface ChoiceProps {
  label: string;
  value: string;
  options: readonly (readonly [string, string])[];
  onValue: (value: string) => void;
}

/** A row of buttons of which one is pressed: faster and larger than a list that opens. */
export function Choice({ label, value, options, onValue }: ChoiceProps) {
  return (
    <div class="field" role="group" aria-label={label}>
      <span class="field-label">{label}</span>
      <div class="choice">
        {options.map(([key, text]) => (
          <button
            key={key}
            type="button"
            aria-pressed={key === value}
            onClick={() => onValue(key)}
          >
            {text}
          </button>
        ))}
      </div>
    </div>
  );
}

interface ButtonProps {
  children: ComponentChildren;
  onPress?: () => void;
  tone?: "brand" | "plain" | "bad";
  disabled?: boolean;
  type?: "button" | "submit";
}

export function Button({ children, onPress, tone = "plain", disabled, type = "button" }: ButtonProps) {
  return (
    <button type={type} class={`button button-${tone}`} disabled={disabled} onClick={onPress}>
      {children}
    </button>
  );
}

/** A form that is sent with Enter and never reloads the page. */
export function Form(props: { children: ComponentChildren; onSend: () => void; class?: string }) {
  return (
    <form
      class={props.class ?? "form"}
      onSubmit={(event) => {
        event.preventDefault();
        props.onSend();
      }}
    >
      {props.children}
    </form>
  );
}
