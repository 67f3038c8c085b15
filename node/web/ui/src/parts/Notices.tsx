import { dismiss, notices } from "../state/notices";
import { t } from "../state/words";

/** What was said in passing, at the bottom, without taking anything away from anybody. */
export function Notices() {
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
