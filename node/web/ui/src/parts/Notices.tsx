import { dismiss, notices } from "../state/notices";
import { sheets } from "../state/sheets";
import { t } from "../state/words";

/**
 * What was said in passing, at the bottom, without taking anything away from anybody.
 *
 * It is said on the sheet that lies on top, or on the page where none does: all that is beneath a
 * sheet is dim, out of reach, and silent to who listens to the screen.
 */
export function Notices({ on }: { on?: symbol }) {
  if (sheets.value.at(-1) !== on) return null;
  return (
    <div class="notices" role="status" aria-live="polite">
      {notices.value.map((each) => (
        <button
          key={each.key}
          type="button"
          class={`notice notice-${each.tone}`}
          title={t("Dismiss")}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => dismiss(each.key)}
        >
          {each.text}
        </button>
      ))}
    </div>
  );
}
