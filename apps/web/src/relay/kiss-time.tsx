import type { JSX } from "preact";
import { language, t } from "../language.ts";

interface KissTimeProperties {
  readonly isOn: boolean;
  readonly seconds: number;
}

/** How long two torches touch, or touched, to a tenth of a second. */
export function KissTime({ isOn, seconds }: KissTimeProperties): JSX.Element {
  const text = seconds.toLocaleString(language.value, {
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  return (
    <div class="torch-kiss">
      <p class="torch-kiss-time">{t("torch.seconds", { seconds: text })}</p>
      <p class="torch-kiss-words" role="status">
        {isOn ? t("torch.touching") : t("torch.touched")}
      </p>
    </div>
  );
}
